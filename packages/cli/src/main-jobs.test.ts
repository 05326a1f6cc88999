import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobFailedError, SwitchyardError } from "@switchyard/core";
import { main } from "./main.ts";
import { fakePlatforms, log, metric, progress, state, uri, type FakePlatformOptions } from "./testing/fake-platform.ts";
import { fakeShell, type FakeShellOptions } from "./testing/fake-shell.ts";
import { parseLines, runMain, type Ran } from "./testing/run-main.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-main-"));
  await writeFile(join(folder, "train.yaml"), "name: bert\nsource: .\nentryPoint: train.py\nresources:\n  nodes: 0\n");
});
afterAll(() => rm(folder, { recursive: true }));

const run = (argv: readonly string[], options?: FakePlatformOptions, shellOptions?: FakeShellOptions): Promise<Ran> =>
  runMain(folder, argv, options, shellOptions);
const fit = ["fit", "train.yaml", "--on", "sagemaker"];
const events = [state("running"), progress(10, 20), log("hello"), metric(10, { loss: Number.NaN })];

describe("fit", () => {
  it("follows the job to its model, in JSON", async () => {
    const { code, lines, err } = await run([...fit, "--json"], { events });
    expect(code).toBe(0);
    expect(err).toBe("");
    const told = parseLines(lines);
    expect(told[0]).toEqual({ type: "job", uri, created: true });
    expect(told.slice(1, -1)).toEqual(
      parseLines(events.map((event) => JSON.stringify(event).replace('"loss":null', '"loss":"NaN"'))),
    );
    expect(told.at(-1)).toMatchObject({
      type: "result",
      uri,
      state: "succeeded",
      billableSeconds: 42,
      model: { metrics: { eval_accuracy: 0.9701, eval_loss: "NaN" } },
    });
  });

  it("follows it in plain lines", async () => {
    const { lines } = await run(fit, { events });
    expect(lines.slice(0, 4)).toEqual([`Created ${uri}`, "running", "hello", "step 10/20 loss NaN"]);
    expect(lines[4]).toBe("succeeded  after 1m 5s, 42 s billed");
    expect(lines.slice(5).join("\n")).toMatch(
      /eval_accuracy\s+0\.9701[^]*artifact\s+s3:\/\/bucket\/model\.tar\.gz[^]*job\s+sagemaker:/,
    );
  });

  it("sends nothing when the plan holds an error", async () => {
    const { code, out, err } = await run(fit, {
      diagnostics: [{ severity: "error", code: "x", path: "args.bf16", message: "A T4 has no bf16." }],
    });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("A T4 has no bf16.");
  });

  it("only starts it with --detach", async () => {
    expect(parseLines((await run([...fit, "--detach", "--json"], { events })).lines)).toEqual([
      { type: "job", uri, created: true },
    ]);
    expect((await run([...fit, "--detach"], { created: false })).lines).toEqual([
      `Following ${uri}`,
      `To follow it: switchyard attach ${uri}`,
    ]);
  });

  it("exits with 1 and the failing rank's traceback when the script failed", async () => {
    const end = () =>
      Promise.reject(
        new JobFailedError("ValueError: bad data", {
          uri,
          rank: 3,
          node: 0,
          exitCode: 1,
          traceback: "Traceback:\n  line 7",
          logTail: ["x"],
        }),
      );
    const plain = await run(fit, { events, end });
    expect(plain.code).toBe(1);
    expect(plain.err).toBe("error: ValueError: bad data (node 0, rank 3, exit code 1)\n    Traceback:\n      line 7\n");
    const { code, lines, err } = await run([...fit, "--json"], { end });
    expect(code).toBe(1);
    expect(parseLines(lines).at(-1)).toMatchObject({ type: "result", error: { code: "job-failed", rank: 3 } });
    expect(JSON.parse(err)).toMatchObject({ error: { code: "job-failed", traceback: "Traceback:\n  line 7" } });
  });

  it("exits with 1 when a call failed, and tells the hint and the request's id", async () => {
    const end = () =>
      Promise.reject(
        new SwitchyardError("permission", "Not allowed.", { hint: "Ask for iam:PassRole.", requestId: "r-1" }),
      );
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
    expect(shell.err()).toBe(
      `Interrupted. The job goes on. To follow again:\n  switchyard attach ${uri}\nTo stop:\n  switchyard cancel ${uri}\n`,
    );
  });

  it("keeps a log line from moving the cursor of a terminal", async () => {
    const { out } = await run(
      fit,
      { events: [log("\u001b[2J\u001b]0;owned\u0007hello")] },
      { interactive: true, environment: { NO_COLOR: "1" } },
    );
    expect(out).toContain("hello\n");
    expect(out).not.toContain("\u001b[2J");
    expect(out).not.toContain("owned");
  });
});

it("waits for twenty jobs side by side", async () => {
  const uris = Array.from({ length: 20 }, (_none, index) => uri.replace("bert-1", `bert-${index}`));
  const { code, lines } = await run(["wait", ...uris, "--json"]);
  expect([code, lines.length]).toEqual([0, 40]);
});

describe("jobs that exist", () => {
  const other = uri.replace("bert-1", "bert-2");

  it("tells where they are", async () => {
    const { lines } = await run(["status", uri, other, uri, "--json"]);
    expect(parseLines(lines)).toMatchObject([{ uri, state: "succeeded" }, { uri: other }]);
    expect((await run(["status", uri])).out).toContain(
      `succeeded  ${uri}\n  2026-01-02T03:03:00.000Z  queued  [Pending]`,
    );
  });

  it("asks each to stop", async () => {
    const { code, lines, asked } = await run(["cancel", uri, other, "--json"]);
    expect([code, asked.cancelled]).toEqual([0, [uri, other]]);
    expect(parseLines(lines)).toEqual([
      { uri, requested: "cancel" },
      { uri: other, requested: "cancel" },
    ]);
  });

  it("prints the lines so far, or goes on", async () => {
    expect((await run(["logs", uri], { events })).lines).toEqual(["hello"]);
    expect((await run(["logs", uri, "--follow"], { events })).lines).toEqual(["hello"]);
    expect((await run(["logs", uri, other], { events })).lines.toSorted()).toEqual([
      "bert-1 | hello",
      "bert-2 | hello",
    ]);
    expect(parseLines((await run(["logs", uri, "--json"], { events })).lines)).toEqual([events[2]]);
  });

  it("attaches after a cursor", async () => {
    const { lines, asked } = await run(["attach", uri, "--after", "c7", "--json"], { events });
    expect(asked.after).toEqual(["c7"]);
    expect(parseLines(lines)[0]).toEqual({ type: "job", uri, created: false });
  });

  it("says on every JSON line whose it is when there are several", async () => {
    const { lines } = await run(["attach", uri, other, "--json"], { events });
    expect(
      parseLines(lines)
        .map((line) => (line as { uri: string }).uri)
        .toSorted(),
    ).toEqual([...Array.from({ length: 6 }, () => uri), ...Array.from({ length: 6 }, () => other)]);
  });

  it("waits without the log, and judges", async () => {
    const { code, out } = await run(["wait", uri], { events });
    expect(code).toBe(0);
    expect(out).not.toContain("hello");
    const failing = await run(["wait", uri, other], {
      end: () => Promise.reject(new SwitchyardError("job-cancelled", "The job was cancelled.")),
    });
    expect(failing.code).toBe(1);
    expect(failing.err.match(/cancelled/g)).toHaveLength(2);
  });
});
