import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "@switchyard/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { switchyard } from "./support/switchyard.ts";

const platforms = ["sagemaker", "vertex", "azureml", "ray"];
const quickstart = fileURLToPath(new URL("../examples/quickstart/train.yaml", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-every-platform-"));
  await writeFile(join(folder, "train.py"), "print('hello')\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function planEverywhere(file: string): Promise<readonly Plan[]> {
  const { code, stdout, stderr } = await switchyard(["plan", file, "--on", platforms.join(","), "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as { readonly plans: readonly Plan[] }).plans;
}

it("the quickstart is planned on every platform: what a setting or an image lacks is a warning", async () => {
  const plans = await planEverywhere(quickstart);
  expect(plans.map(({ platform }) => platform)).toEqual(platforms);
  const severities = new Set(plans.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity)));
  expect(severities).toEqual(new Set(["warning", "info"]));
});

it.each([
  [undefined, ["fits", "installed-release", "checked-release", "not enforced"]],
  ["5", ["fits", "installed-release", "checked-release", "checked-release"]],
  ["5.3", ["fits", "installed-release", "checked-release", "checked-release"]],
  ["5.18.0", ["installed-release", "installed-release", "checked-release", "checked-release"]],
  ["4", ["fits", "fits", "installed-release", "checked-release"]],
  ["4.57", ["installed-release", "fits", "installed-release", "checked-release"]],
])("transformers %s is what runs on every platform: %j", async (transformers, expected) => {
  const file = join(folder, `${transformers ?? "none"}.json`);
  const environment = transformers === undefined ? {} : { environment: { transformers } };
  const spec = { name: "bert", source: ".", entryPoint: "train.py", args: { seed: 1 }, ...environment };
  await writeFile(file, JSON.stringify(spec));
  const plans = await planEverywhere(file);
  const told = plans.map(({ platform, diagnostics }) => {
    const found = diagnostics.find(({ code }) => code.endsWith("-release"))?.code;
    return found ?? (platform === "ray" ? "not enforced" : "fits");
  });
  expect(told).toEqual(expected);
});
