import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uri, type FakePlatformOptions } from "./testing/fake-platform.ts";
import { runMain, type Ran } from "./testing/run-main.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-main-"));
  const spec = "name: bert\nsource: .\nentryPoint: train.py\nresources:\n  nodes: ";
  await writeFile(join(folder, "train.py"), "");
  await writeFile(join(folder, "train.yaml"), `${spec}2\n`);
  await writeFile(join(folder, "wrong.yaml"), `${spec}0\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (argv: readonly string[], options?: FakePlatformOptions): Promise<Ran> => runMain(folder, argv, options);

const commands = ["plan", "fit", "status", "logs", "wait", "cancel", "attach", "args", "lift", "yard"];

describe("help", () => {
  it("is what switchyard alone says", async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    for (const word of [...commands, "Exit codes", "entryPoint"]) expect(out).toContain(word);
    expect((await run(["--help"])).out).toBe(out);
    expect((await run(["help"])).out).toBe(out);
  });

  it.each(commands)("of %s has examples and the JSON form", async (name) => {
    const { code, out } = await run([name, "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^switchyard ${name}`));
    expect(out).toContain("Examples:");
    expect(out).toContain("With --json:");
    expect((await run(["help", name])).out).toBe(out);
  });

  it("tells the version", async () => {
    expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("wrong input", () => {
  it.each([
    [["plam"], "Did you mean `switchyard plan`?"],
    [["constructor"], "There is no such command."],
    [["--json", "plan"], "A command comes first"],
    [["help", "fitt"], "Did you mean `switchyard fit`?"],
    [["plan"], "plan needs a spec"],
    [["plan", "train.yaml", "--onn", "x"], "Did you mean --on?"],
    [["plan", "gone.yaml", "--on", "sagemaker"], "There is no such file."],
    [["plan", "train.yaml"], "Write --on sagemaker."],
    [["plan", "train.yaml", "--on", "slurm"], 'There is no platform "slurm".'],
    [["fit", "train.yaml", "--on", "sagemaker", "--config", "none.yaml"], "none.yaml"],
    [["status"], "status needs the URI"],
    [["status", "bert-1"], "This is no job's URI."],
    [["wait", "slurm://p/r/customJobs/1"], 'There is no platform "slurm".'],
    [["attach", uri, `${uri}-2`, "--after", "c"], "A cursor belongs to one job"],
    [["yard", "--port", "http"], '"http" is no port.'],
    [["yard", "--faults", "seven"], '"seven" is no JSON.'],
    [["yard", "--faults", '{"throttel":1,"preempt":2}'], "throttel: there is no such switch."],
    [["yard", "--faults", '{"throttel":1,"preempt":2}'], "preempt: found 2."],
  ])("%j exits with 2 and says what to type instead", async (argv, expected) => {
    const { code, out, err } = await run(argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(expected);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("is one JSON object on stderr with --json", async () => {
    const { code, err } = await run(["plan", "gone.yaml", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(err)).toMatchObject({
      error: { code: "config", issues: [{ path: "gone.yaml", code: "unreadable-file" }] },
    });
  });

  it("names every URI that is none", async () => {
    const { err } = await run(["status", "one", "sagemaker://x/bad", "two"]);
    expect(err).toContain("3 problems in the input.");
  });

  it("tells the line of what core finds wrong", async () => {
    const { code, err } = await run(["plan", "wrong.yaml", "--on", "sagemaker"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "error: One problem in the input.\n\n  resources.nodes  wrong.yaml:5:10\n    Found 0. Allowed: a whole number from 1 on.\n",
    );
  });

  it("tells the line of what a platform finds wrong", async () => {
    const issues = [
      { severity: "error", code: "wrong-value", path: "resources.nodes", message: "Found 2.", fix: "Write 1." },
    ] as const;
    const { code, err } = await run(["plan", "train.yaml", "--on", "sagemaker"], { issues });
    expect(code).toBe(2);
    expect(err).toBe(
      "error: One problem in the input.\n\n  resources.nodes  train.yaml:5:10\n    Found 2.\n    Write 1.\n",
    );
  });
});

describe("plan", () => {
  it("prints one document, the same each time", async () => {
    const first = await run(["plan", "train.yaml", "--on", "sagemaker", "--json", "--run", "two"]);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      schemaVersion: 1,
      spec: { name: "bert" },
      plans: [{ platform: "sagemaker" }],
    });
    expect(first.asked).toMatchObject({ runs: ["two"] });
    expect((await run(["plan", "train.yaml", "--on", "sagemaker", "--json"])).out).toBe(first.out);
  });

  it("shows a person the machine, the uploads, the requests and what to know", async () => {
    const diagnostics = [
      { severity: "warning", code: "x", path: "args.fp16", message: "Mind this.", fix: "Write that." },
    ] as const;
    const { code, out } = await run(["plan", "train.yaml", "--on", "sagemaker"], { diagnostics });
    expect(code).toBe(0);
    for (const words of [
      "ml.m5.large × 2, us-east-1, spot",
      "4 files, 12.3 kB",
      '{ "TrainingJobName": "bert-1" }',
      "warning: args.fp16 Mind this. Write that.",
    ])
      expect(out).toContain(words);
  });

  it("exits with 2 when the plan holds an error, and prints it still", async () => {
    const diagnostics = [{ severity: "error", code: "x", path: "args.bf16", message: "A T4 has no bf16." }] as const;
    const { code, out } = await run(["plan", "train.yaml", "--on", "sagemaker", "--json"], { diagnostics });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ plans: [{ diagnostics }] });
  });

  it("takes settings from --set", async () => {
    expect(
      (await run(["plan", "train.yaml", "--on", "sagemaker", "--set", "sagemaker.region=eu-west-1"])).asked.settings,
    ).toEqual([{ region: "eu-west-1" }]);
  });
});
