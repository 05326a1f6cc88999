import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobFailedError, SwitchyardError } from "@switchyard/core";
import { main } from "./main.ts";
import { fakePlatforms, log, metric, progress, state, uri, type FakePlatformOptions } from "./testing/fake-platform.ts";
import { fakeShell, type FakeShell, type FakeShellOptions } from "./testing/fake-shell.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-main-"));
  await writeFile(join(folder, "train.yaml"), "name: bert\nsource: .\nentryPoint: train.py\nresources:\n  nodes: 0\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function run(argv: readonly string[], options: FakePlatformOptions = {}, shellOptions: FakeShellOptions = {}) {
  const { platforms, asked } = fakePlatforms(options);
  const shell: FakeShell = fakeShell({ platforms, directory: folder, ...shellOptions });
  const code = await main(argv, shell);
  return { code, out: shell.out(), err: shell.err(), lines: shell.out().trimEnd().split("\n"), asked };
}
const json = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line) as unknown);
const fit = ["fit", "train.yaml", "--on", "sagemaker"];
const events = [state("running"), progress(10, 20), log("hello"), metric(10, { loss: Number.NaN })];

describe("help", () => {
  it("is what switchyard alone says", async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    for (const word of ["plan", "fit", "status", "logs", "wait", "cancel", "attach", "yard", "Exit codes", "entryPoint"]) expect(out).toContain(word);
    expect((await run(["--help"])).out).toBe(out);
    expect((await run(["help"])).out).toBe(out);
  });

  it.each(["plan", "fit", "status", "logs", "wait", "cancel", "attach", "yard"])("of %s has examples and the JSON form", async (name) => {
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
    [["plan", "train.yaml", "--on", "ray"], "ray is not available yet."],
    [["fit", "train.yaml", "--on", "sagemaker", "--config", "none.yaml"], "none.yaml"],
    [["status"], "status needs the URI"],
    [["status", "bert-1"], "This is no job's URI."],
    [["wait", "vertex://p/r/customJobs/1"], "vertex is not available yet."],
    [["attach", uri, `${uri}-2`, "--after", "c"], "A cursor belongs to one job"],
    [["yard", "--port", "http"], '"http" is no port.'],
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
    expect(JSON.parse(err)).toMatchObject({ error: { code: "config", issues: [{ path: "gone.yaml", code: "unreadable-file" }] } });
  });

  it("names every URI that is none", async () => {
    const { err } = await run(["status", "one", "sagemaker://x/bad", "two"]);
    expect(err).toContain("3 problems in the input.");
  });

  it("tells the line of what core finds wrong", async () => {
    const issues = [{ severity: "error", code: "wrong-value", path: "resources.nodes", message: "Found 0.", fix: "Write 1." }] as const;
    const { code, err } = await run(["plan", "train.yaml", "--on", "sagemaker"], { issues });
    expect(code).toBe(2);
    expect(err).toBe("error: One problem in the input.\n\n  resources.nodes  train.yaml:5:10\n    Found 0.\n    Write 1.\n");
  });
});

describe("plan", () => {
  it("prints one document, the same each time", async () => {
    const first = await run(["plan", "train.yaml", "--on", "sagemaker", "--json", "--run", "two"]);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({ schemaVersion: 1, spec: { name: "bert" }, plans: [{ platform: "sagemaker" }] });
    expect(first.asked).toMatchObject({ folders: [folder], runs: ["two"] });
    expect((await run(["plan", "train.yaml", "--on", "sagemaker", "--json"])).out).toBe(first.out);
  });

  it("shows a person the machine, the uploads, the requests and what to know", async () => {
    const diagnostics = [{ severity: "warning", code: "x", path: "args.fp16", message: "Mind this.", fix: "Write that." }] as const;
    const { code, out } = await run(["plan", "train.yaml", "--on", "sagemaker"], { diagnostics });
    expect(code).toBe(0);
    for (const words of ["ml.m5.large × 2, us-east-1, spot", "4 files, 12.3 kB", '{ "TrainingJobName": "bert-1" }', "warning: args.fp16 Mind this. Write that."]) expect(out).toContain(words);
  });

  it("exits with 2 when the plan holds an error, and prints it still", async () => {
    const diagnostics = [{ severity: "error", code: "x", path: "args.bf16", message: "A T4 has no bf16." }] as const;
    const { code, out } = await run(["plan", "train.yaml", "--on", "sagemaker", "--json"], { diagnostics });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ plans: [{ diagnostics }] });
  });

  it("takes settings from --set", async () => {
    expect((await run(["plan", "train.yaml", "--on", "sagemaker", "--set", "sagemaker.region=eu-west-1"])).asked.settings).toEqual([{ region: "eu-west-1" }]);
  });
});

describe("fit", () => {
  it("follows the job to its model, in JSON", async () => {
    const { code, lines, err } = await run([...fit, "--json"], { events });
    expect(code).toBe(0);
    expect(err).toBe("");
    const told = json(lines);
    expect(told[0]).toEqual({ type: "job", uri, created: true });
    expect(told.slice(1, -1)).toEqual(json(events.map((event) => JSON.stringify(event).replace('"loss":null', '"loss":"NaN"'))));
    expect(told.at(-1)).toMatchObject({ type: "result", uri, state: "succeeded", billableSeconds: 42, model: { metrics: { eval_accuracy: 0.9701, eval_loss: "NaN" } } });
  });

  it("follows it in plain lines", async () => {
    const { lines } = await run(fit, { events });
    expect(lines.slice(0, 4)).toEqual([`Created ${uri}`, "running", "hello", "step 10/20 loss NaN"]);
    expect(lines[4]).toBe("succeeded  after 1m 5s, 42 s billed");
    expect(lines.slice(5).join("\n")).toMatch(/eval_accuracy\s+0\.9701[^]*artifact\s+s3:\/\/bucket\/model\.tar\.gz[^]*job\s+sagemaker:/);
  });

  it("sends nothing when the plan holds an error", async () => {
    const { code, out, err } = await run(fit, { diagnostics: [{ severity: "error", code: "x", path: "args.bf16", message: "A T4 has no bf16." }] });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("A T4 has no bf16.");
  });

  it("only starts it with --detach", async () => {
    expect(json((await run([...fit, "--detach", "--json"], { events })).lines)).toEqual([{ type: "job", uri, created: true }]);
    expect((await run([...fit, "--detach"], { created: false })).lines).toEqual([`Following ${uri}`, `To follow it: switchyard attach ${uri}`]);
  });

  it("exits with 1 and the failing rank's traceback when the script failed", async () => {
    const end = () => Promise.reject(new JobFailedError("ValueError: bad data", { uri, rank: 3, node: 0, exitCode: 1, traceback: "Traceback:\n  line 7", logTail: ["x"] }));
    const plain = await run(fit, { events, end });
    expect(plain.code).toBe(1);
    expect(plain.err).toBe("error: ValueError: bad data (node 0, rank 3, exit code 1)\n    Traceback:\n      line 7\n");
    const { code, lines, err } = await run([...fit, "--json"], { end });
    expect(code).toBe(1);
    expect(json(lines).at(-1)).toMatchObject({ type: "result", error: { code: "job-failed", rank: 3 } });
    expect(JSON.parse(err)).toMatchObject({ error: { code: "job-failed", traceback: "Traceback:\n  line 7" } });
  });

  it("exits with 1 when a call failed, and tells the hint and the request's id", async () => {
    const end = () => Promise.reject(new SwitchyardError("permission", "Not allowed.", { hint: "Ask for iam:PassRole.", requestId: "r-1" }));
    const { code, err } = await run(fit, { end });
    expect(code).toBe(1);
    expect(err).toBe("error: Not allowed.\nAsk for iam:PassRole.\nrequest r-1\n");
  });

  it("shows a stack only when it is asked for", async () => {
    const end = () => Promise.reject(new TypeError("x is undefined"));
    const quiet = await run(fit, { end });
    expect(quiet.code).toBe(1);
    expect(quiet.err).toContain("SWITCHYARD_DEBUG=1");
    expect(quiet.err).not.toMatch(/\n\s+at /);
    expect((await run(fit, { end }, { environment: { SWITCHYARD_DEBUG: "1" } })).err).toMatch(/\n\s+at /);
  });

  it("stops waiting on Ctrl-C, and says how to come back", async () => {
    const { platforms } = fakePlatforms({ events, end: () => new Promise(() => undefined) });
    const shell = fakeShell({ platforms, directory: folder });
    setTimeout(shell.interrupt, 50);
    expect(await main(fit, shell)).toBe(130);
    expect(shell.err()).toBe(`Interrupted. The job goes on. To follow again:\n  switchyard attach ${uri}\nTo stop:\n  switchyard cancel ${uri}\n`);
  });

  it("keeps a log line from moving the cursor of a terminal", async () => {
    const { out } = await run(fit, { events: [log("\u001b[2J\u001b]0;owned\u0007hello")] }, { interactive: true, environment: { NO_COLOR: "1" } });
    expect(out).toContain("hello\n");
    expect(out).not.toContain("\u001b[2J");
    expect(out).not.toContain("owned");
  });
});

describe("jobs that exist", () => {
  const other = uri.replace("bert-1", "bert-2");

  it("tells where they are", async () => {
    const { lines } = await run(["status", uri, other, uri, "--json"]);
    expect(json(lines)).toMatchObject([{ uri, state: "succeeded" }, { uri: other }]);
    expect((await run(["status", uri])).out).toContain(`succeeded  ${uri}\n  2026-01-02T03:03:00.000Z  queued  [Pending]`);
  });

  it("asks each to stop", async () => {
    const { code, lines, asked } = await run(["cancel", uri, other, "--json"]);
    expect([code, asked.cancelled]).toEqual([0, [uri, other]]);
    expect(json(lines)).toEqual([{ uri, requested: "cancel" }, { uri: other, requested: "cancel" }]);
  });

  it("prints the lines so far, or goes on", async () => {
    expect((await run(["logs", uri], { events })).lines).toEqual(["hello"]);
    expect((await run(["logs", uri, "--follow"], { events })).lines).toEqual(["hello"]);
    expect((await run(["logs", uri, other], { events })).lines.toSorted()).toEqual(["bert-1 | hello", "bert-2 | hello"]);
    expect(json((await run(["logs", uri, "--json"], { events })).lines)).toEqual([events[2]]);
  });

  it("attaches after a cursor", async () => {
    const { lines, asked } = await run(["attach", uri, "--after", "c7", "--json"], { events });
    expect(asked.after).toEqual(["c7"]);
    expect(json(lines)[0]).toEqual({ type: "job", uri, created: false });
  });

  it("says on every JSON line whose it is when there are several", async () => {
    const { lines } = await run(["attach", uri, other, "--json"], { events });
    expect(json(lines).map((line) => (line as { uri: string }).uri).toSorted()).toEqual([...Array.from({ length: 6 }, () => uri), ...Array.from({ length: 6 }, () => other)]);
  });

  it("waits without the log, and judges", async () => {
    const { code, out } = await run(["wait", uri], { events });
    expect(code).toBe(0);
    expect(out).not.toContain("hello");
    const failing = await run(["wait", uri, other], { end: () => Promise.reject(new SwitchyardError("job-cancelled", "The job was cancelled.")) });
    expect(failing.code).toBe(1);
    expect(failing.err.match(/cancelled/g)).toHaveLength(2);
  });
});
