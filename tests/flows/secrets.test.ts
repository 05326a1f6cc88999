import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createYard, type Yard } from "@switchyard/yard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sourceFolder } from "../support/source-folder.ts";
import { python, start, switchyard, type Environment } from "../support/switchyard.ts";

const secret = 'swordfish-0815-äöü"quoted';
/** Parts that are enough to know it by, as plain text and as JSON and URLs write it. */
const traces = ["swordfish-0815", encodeURIComponent(secret), Buffer.from(secret).toString("base64").slice(0, 16)];

const script = `
import os, sys, time
token = os.environ["HF_TOKEN"]
print("the token is", token)
print(token, file=sys.stderr)
print(dict(os.environ))
sys.stdout.write("split " + token[:10]); sys.stdout.flush(); time.sleep(0.2); print(token[10:])
time.sleep(0.5)
if "--fail" in sys.argv: raise ValueError("cannot log in with " + token)
`;
const spec = (fail: boolean): string => `
name: secretive
source: .
entryPoint: train.py
scriptArgs: { ${fail ? "fail: true" : ""} }
environment: { secrets: { HF_TOKEN: { env: MY_TOKEN } } }
`;
const config = `
platforms:
  sagemaker: { region: us-east-1, role: "arn:aws:iam::000000000000:role/yard", store: "s3://yard/secrets", pollInterval: 100 }
`;

let yard: Yard;
let environment: Environment;
let listening: { url: string; close(): Promise<void> };
const folder = mkdtempSync(join(tmpdir(), "switchyard-yard-"));
beforeAll(async () => {
  yard = createYard({ folder, python });
  listening = await yard.listen({ port: 0 });
  environment = {
    AWS_ENDPOINT_URL: listening.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "yard",
    AWS_SECRET_ACCESS_KEY: "yard",
    MY_TOKEN: secret,
  };
});
afterAll(async () => {
  await listening.close();
  await yard.close();
  rmSync(folder, { recursive: true, force: true });
});

function expectNoTrace(text: string, where: string): void {
  for (const trace of traces) expect(text.includes(trace), `${where} holds the secret`).toBe(false);
}

/** Every file below a folder; archives opened. */
function filesBelow(root: string): { path: string; text: string }[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
      return { path, text: (isGzip ? gunzipSync(bytes) : bytes).toString("utf8") };
    });
}

/** Takes a secret out of where it may stand: the request's own Environment. */
function withoutEnvironment(body: unknown): string {
  return JSON.stringify(body, (key, value: unknown) => (key === "Environment" ? undefined : value));
}

describe("a secret", () => {
  it.each([false, true])("is found nowhere but in the one field made for it (script fails: %s)", async (fail) => {
    const file = join(
      sourceFolder({ "train.py": script, "train.yaml": spec(fail), "switchyard.config.yaml": config }),
      "train.yaml",
    );
    const plan = await switchyard(["plan", file, "--on", "sagemaker", "--json"], environment);
    expect(plan.code, plan.stderr).toBe(0);
    expect(plan.stdout).toMatch(/"\$secret": ?"HF_TOKEN"/);
    expectNoTrace(plan.stdout + plan.stderr, "the plan");

    const processes: string[] = [];
    const sampling = setInterval(() => processes.push(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })), 100);
    const child = start(["fit", file, "--on", "sagemaker", "--json"], environment);
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    clearInterval(sampling);

    expect(code, output).toBe(fail ? 1 : 0);
    expect(output).toContain("the token is ***");
    expect(output).toContain(fail ? "cannot log in with ***" : "the token is ***");
    expectNoTrace(output, "the output of fit");
    expect(processes.length).toBeGreaterThan(3);
    expectNoTrace(processes.join("\n"), "the process list");

    const uri = /sagemaker:\/\/[^"]+/.exec(output)?.[0] ?? "";
    for (const words of [
      ["status", uri],
      ["logs", uri],
      ["wait", uri, "--json"],
    ]) {
      const finished = await switchyard(words, { ...environment, MY_TOKEN: "" });
      expectNoTrace(finished.stdout + finished.stderr, `the output of ${words[0]}`);
    }
  });

  it("is not in the yard's request log but in Environment, nor in any file that it keeps", () => {
    const creations = yard.requests.filter((request) => request.operation === "CreateTrainingJob");
    expect(creations).toHaveLength(2);
    expect(JSON.stringify(creations[0]?.body)).toContain("swordfish-0815");
    for (const request of yard.requests) expectNoTrace(withoutEnvironment(request), `the request ${request.operation}`);
    const files = filesBelow(folder);
    expect(files.length).toBeGreaterThan(5);
    for (const { path, text } of files) expectNoTrace(text, path);
  });
});
