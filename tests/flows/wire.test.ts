import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createYard, type Yard } from "@switchyard/yard";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sourceFolder } from "../support/source-folder.ts";
import { python, switchyard } from "../support/switchyard.ts";

const spec = {
  name: "wire",
  source: ".",
  entryPoint: "train.py",
  scriptArgs: {
    text: 'it\'s "$HOME" `x`; echo\nsecond line ü',
    list: ["a b", "*"],
    nested: { a: [1, null] },
    on: true,
    off: false,
  },
  resources: { maxRuntime: "1h", disk: "40GB" },
  environment: { variables: { LONG: "x".repeat(3000) } },
  platforms: { sagemaker: { RetryStrategy: { MaximumRetryAttempts: 2 }, Tags: [{ Key: "team", Value: "nlp" }] } },
};
const settings = { region: "eu-west-1", role: "arn:aws:iam::000000000000:role/yard", store: "s3://yard/wire" };

let yard: Yard;
let listening: { url: string; close(): Promise<void> };
const folder = mkdtempSync(join(tmpdir(), "switchyard-yard-"));
beforeAll(async () => {
  yard = createYard({ folder, python });
  listening = await yard.listen({ port: 0 });
});
afterAll(async () => {
  await listening.close();
  await yard.close();
  rmSync(folder, { recursive: true, force: true });
});

it("what is planned offline is byte for byte the same twice, and is what goes over the wire", async () => {
  const files = {
    "train.py": "import json, sys\nprint('argv', json.dumps(sys.argv[1:]))\n",
    "spec.json": JSON.stringify(spec),
    "switchyard.config.json": JSON.stringify({ platforms: { sagemaker: settings } }),
  };
  const file = join(sourceFolder(files), "spec.json");
  const first = await switchyard(["plan", file, "--on", "sagemaker", "--json"]);
  const second = await switchyard(["plan", file, "--on", "sagemaker", "--json"]);
  expect(first.code, first.stderr).toBe(0);
  expect(second.stdout).toBe(first.stdout);

  const credentials = { AWS_ENDPOINT_URL: listening.url, AWS_ACCESS_KEY_ID: "yard", AWS_SECRET_ACCESS_KEY: "yard" };
  const fit = await switchyard(["fit", file, "--on", "sagemaker", "--json"], credentials);
  expect(fit.code, fit.stderr).toBe(0);
  const planned = (JSON.parse(first.stdout) as { plans: [{ requests: [{ body: object }] }] }).plans[0].requests[0].body;
  const sent = yard.requests.filter((request) => request.operation === "CreateTrainingJob");
  expect(sent).toHaveLength(1);
  expect(sent[0]?.body).toEqual(planned);

  const line = /"line":"argv (.*?[^\\])"\}/.exec(fit.stdout)?.[1] ?? '""';
  expect(JSON.parse(JSON.parse(`"${line}"`) as string)).toEqual([
    "--list",
    "a b",
    "*",
    '--nested={"a":[1,null]}',
    "--off=false",
    "--on",
    '--text=it\'s "$HOME" `x`; echo\nsecond line ü',
  ]);
});
