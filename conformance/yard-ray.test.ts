import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startYard, type Listening } from "./support/listening.ts";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");
const lines = 250;
const printed = Array.from({ length: lines }, (_, index) => `line ${index} äöü`);

type Facts = Readonly<Record<string, unknown>>;

interface Answer {
  readonly submit: Facts & { readonly given: string; readonly times: readonly [start: number, end: number] };
  readonly logs: Facts & { readonly whole: readonly string[] };
  readonly stop: Facts;
  readonly failure: Facts;
  readonly train: { readonly status: string; readonly log: string };
  readonly listing: Facts;
}

describe.skipIf(python === "")(`the yard, used by Ray's JobSubmissionClient${note}`, () => {
  let folder: string;
  let yard: Listening;
  let answer: Answer;
  beforeAll(async () => {
    // Short, for the sockets of the Ray that a job starts.
    folder = mkdtempSync("/tmp/sy-yard-");
    yard = await startYard(join(folder, "yard"), python);
    answer = askPython<Answer>(python, "yard-ray.py", { url: yard.url, lines });
  });
  afterAll(async () => {
    await yard.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("packs a folder, submits it, and tells of the job as it was asked for", () => {
    const { submit } = answer;
    expect(submit).toMatchObject({
      id: "printing",
      given: expect.stringMatching(/^raysubmit_[A-Za-z1-9]{16}$/),
      status: ["SUCCEEDED", "SUCCEEDED"],
      type: "SUBMISSION",
      environment: { NAME: "value" },
      ls: ["helper.py", "train.py"],
      details: {
        submission_id: "printing",
        message: "Job finished successfully.",
        error_type: null,
        metadata: { team: "nlp" },
        driver_exit_code: 0,
        entrypoint: "exec python train.py 'a b' '$HOME'",
      },
    });
    const [start, end] = submit.times;
    expect(end).toBeGreaterThan(start);
    expect(Math.abs(start - Date.now())).toBeLessThan(300_000);
  });

  it("refuses an id that is taken", () => {
    expect(answer.submit["taken"]).toContain("Job with submission_id printing already exists");
  });

  it("gives the whole log, and the same by its socket", () => {
    const { whole } = answer.logs;
    const from = whole.indexOf(printed[0] ?? "");
    expect(whole.slice(from)).toEqual([...printed, "arguments ['a b', '$HOME']", "variable value", ""]);
    expect(answer.logs).toMatchObject({ tailed: true, unknown: expect.stringContaining("Job nobody does not exist") });
  });

  it("stops a job, and deletes it when it has ended", () => {
    expect(answer.stop).toEqual({
      running: expect.stringContaining("in a non-terminal state RUNNING"),
      stopped: [true, "STOPPED", false],
      deleted: true,
      after: expect.stringContaining("Job waiting does not exist"),
    });
  });

  it("says why jobs failed", () => {
    expect(answer.failure).toEqual({
      failing: ["FAILED", 3, "JOB_ENTRYPOINT_COMMAND_ERROR", "words"],
      nowhere: ["FAILED", null, "RUNTIME_ENV_SETUP_FAILURE"],
    });
  });

  it("runs a TorchTrainer in Ray's own workers", () => {
    const { status, log } = answer.train;
    expect(status, log).toBe("SUCCEEDED");
    for (const rank of [0, 1]) expect(log).toMatch(new RegExp(`\\(RayTrainWorker pid=\\d+\\) rank ${rank} of 2`));
  });

  it("lists what was submitted and not deleted", () => {
    expect(answer.listing).toEqual({
      ids: ["printing", answer.submit.given, "failing", "nowhere", "training"],
      version: "4",
    });
  });
});
