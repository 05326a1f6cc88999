import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sourceFolder } from "../support/source-folder.ts";
import { startYard, switchyard, type Environment } from "../support/switchyard.ts";

const config = `
platforms:
  sagemaker: { region: us-east-1, role: "arn:aws:iam::000000000000:role/yard", store: "s3://yard/fail", pollInterval: 100 }
`;
const run = async (script: string, more = ""): ReturnType<typeof switchyard> => {
  const spec = `name: failing\nsource: .\nentryPoint: train.py\n${more}`;
  const folder = sourceFolder({ "train.py": script, "train.yaml": spec, "switchyard.config.yaml": config });
  return switchyard(["fit", join(folder, "train.yaml"), "--on", "sagemaker"], environment);
};

let environment: Environment;
const folder = mkdtempSync(join(tmpdir(), "switchyard-yard-"));
beforeAll(async () => {
  environment = await startYard(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a script that fails", () => {
  it("ends fit with exit code 1 and the traceback of the rank that failed first", async () => {
    const script = `
import os, time
def step():
    raise ValueError("batch 7 has no labels")
if os.environ["RANK"] == "1": step()
time.sleep(30)
`;
    const { code, stdout, stderr } = await run(script, "resources: { acceleratorsPerNode: 2 }\n");
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/ValueError: batch 7 has no labels/);
    expect(stderr).toMatch(
      /Traceback \(most recent call last\)[\s\S]*in step[\s\S]*rank 1|rank 1[\s\S]*Traceback \(most recent call last\)[\s\S]*in step/,
    );
    expect(stderr).not.toMatch(/node:internal|at Object\./);
  });

  it.each([
    ["an import that is not there", "import no_such_module_xyz\n", "", /No module named 'no_such_module_xyz'/],
    ["a syntax error", "def broken(:\n", "", /SyntaxError/],
    ["an exit code of its own", "import sys\nsys.exit(3)\n", "", /3/],
    ["a kill by signal 9", "import os\nos.kill(os.getpid(), 9)\n", "", /signal 9|SIGKILL/],
    [
      "an input that is not there",
      "print('never')\n",
      "inputs: { train: 's3://yard/nothing-here/' }\n",
      /train|nothing-here/,
    ],
  ])("says so: %s", async (_name, script, more, expected) => {
    const { code, stdout, stderr } = await run(script, more);
    expect(code, stdout).toBe(1);
    expect(stderr).toMatch(expected);
  });
});

describe("a job that is cancelled", () => {
  it("is told apart from one that failed", async () => {
    const spec = "name: long\nsource: .\nentryPoint: train.py\n";
    const source = sourceFolder({
      "train.py": "import time\nprint('started', flush=True)\ntime.sleep(60)\n",
      "train.yaml": spec,
      "switchyard.config.yaml": config,
    });
    const detached = await switchyard(
      ["fit", join(source, "train.yaml"), "--on", "sagemaker", "--detach", "--json"],
      environment,
    );
    const { uri } = JSON.parse(detached.stdout.split("\n")[0] ?? "") as { uri: string };
    const follow = switchyard(["attach", uri], environment);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await switchyard(["cancel", uri], environment)).code).toBe(0);
    const attached = await follow;
    expect(attached.code).toBe(1);
    expect(attached.stdout + attached.stderr).toMatch(/cancelled/);
    expect((await switchyard(["cancel", uri], environment)).code).toBe(0);
    const status = await switchyard(["status", uri, "--json"], environment);
    expect(JSON.parse(status.stdout.split("\n")[0] ?? "")).toMatchObject({ state: "cancelled", reason: "user" });
  });
});
