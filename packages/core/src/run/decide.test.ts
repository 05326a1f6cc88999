import { describe, expect, it } from "vitest";
import type { JobSnapshot, JobState, StateReason } from "../contract/job.ts";
import { decide } from "./decide.ts";
import type { Ending, PlacementRecord, RunRecord, Stop } from "./record.ts";
import type { SeenAttempt } from "./spending.ts";

const second = (count: number): string => new Date(count * 1000).toISOString();

const placement = (spot: boolean, nodes = 1): PlacementRecord => ({
  platform: "memory",
  identity: {},
  settings: {},
  pricePerNodeHour: 3.6,
  machine: { type: "m", nodes, spot },
  job: {
    spec: { name: "a", source: ".", entryPoint: "t.py" },
    resources: { accelerator: "cpu", acceleratorsPerNode: 1, nodes, spot },
    bundle: { manifest: "m", files: 1, bytes: 1 },
  },
});

const record: RunRecord = {
  recordVersion: 1,
  key: "k",
  run: "1",
  created: second(0),
  placements: [placement(true), placement(true), placement(false)],
  limits: { attempts: 8 },
  preemptions: 1,
  patience: 60,
};

const ended = (
  attempt: number,
  at: number,
  reason: StateReason | undefined,
  more: Partial<Ending> = {},
): SeenAttempt => ({
  attempt,
  placement: at,
  began: second(0),
  sender: "s",
  senders: 1,
  senderSince: second(0),
  released: false,
  uri: `memory://${attempt}`,
  ending: {
    state: "failed",
    nativeState: "Failed",
    time: second(9),
    ranSeconds: 5,
    ...(reason && { reason }),
    ...more,
  },
});

const open = (state?: JobState, more: Partial<JobSnapshot> = {}, at = 0): SeenAttempt => {
  const { ending: _ending, uri, ...attempt } = ended(1, at, undefined);
  if (state === undefined) return attempt;
  const entry = { state, nativeState: state, time: second(10) };
  return { ...attempt, uri: uri ?? "", snapshot: { uri: uri ?? "", history: [entry], ...entry, ...more } };
};

const at = (...losses: readonly (readonly [placement: number, reason: StateReason])[]): SeenAttempt[] =>
  losses.map(([where, reason], index) => ended(index + 1, where, reason));

const submit = (attempt: number, where: number): object => ({ do: "submit", attempt, placement: where });
const end = (state: string, reason?: string): object => ({
  do: "end",
  end: expect.objectContaining({ state, ...(reason === undefined ? {} : { reason }) }) as unknown,
});

interface Case {
  readonly attempts: readonly SeenAttempt[];
  readonly limits?: Partial<RunRecord["limits"]>;
  readonly stop?: Stop["why"];
  readonly now?: number;
  readonly expected: object;
}

const cases: Readonly<Record<string, Case>> = {
  "nothing yet": { attempts: [], expected: submit(1, 0) },
  "nothing yet, and stopped": { attempts: [], stop: "user", expected: end("cancelled", "user") },
  "a number taken and no job": { attempts: [open()], expected: { do: "send" } },
  "a number taken and no job, and stopped": {
    attempts: [open()],
    stop: "user",
    expected: { do: "withdraw", why: "user" },
  },
  "a job that runs": { attempts: [open("running")], expected: { do: "wait" } },
  "a state that nobody knows": { attempts: [open("unknown")], expected: { do: "wait" } },
  "a job that runs, and stopped": { attempts: [open("running")], stop: "user", expected: { do: "stop", why: "user" } },
  "a job that is over": { attempts: [open("failed")], expected: { do: "close" } },
  "a success": { attempts: [ended(1, 0, undefined, { state: "succeeded" })], expected: end("succeeded") },
  "a success though it was stopped": {
    attempts: [ended(1, 0, undefined, { state: "succeeded" })],
    stop: "user",
    expected: end("succeeded"),
  },
  "a failure of the script": { attempts: at([0, "error"]), expected: end("failed", "error") },
  "the job's own longest time": { attempts: at([0, "timeout"]), expected: end("failed", "timeout") },
  "a job that someone else cancelled": {
    attempts: [ended(1, 0, "user", { state: "cancelled" })],
    expected: end("cancelled", "user"),
  },
  "preempted once: the same place": { attempts: at([0, "preempted"]), expected: submit(2, 0) },
  "preempted twice: the next": { attempts: at([0, "preempted"], [0, "preempted"]), expected: submit(3, 1) },
  "preempted at each place": {
    attempts: at([0, "preempted"], [0, "preempted"], [1, "preempted"]),
    expected: submit(4, 1),
  },
  "no machines: the next at once": { attempts: at([0, "capacity"]), expected: submit(2, 1) },
  "waited too long for machines: the next": { attempts: at([0, "expired"]), expected: submit(2, 1) },
  "after the last comes the first": {
    attempts: at([0, "preempted"], [0, "preempted"], [1, "capacity"], [2, "capacity"]),
    expected: submit(5, 0),
  },
  "a whole round without machines": {
    attempts: at([0, "preempted"], [0, "capacity"], [1, "capacity"], [2, "capacity"]),
    expected: end("failed", "capacity"),
  },
  "no machines, preempted, no machines is no round": {
    attempts: at([0, "capacity"], [1, "preempted"], [1, "capacity"]),
    expected: submit(4, 2),
  },
  "all attempts used": {
    attempts: at([0, "preempted"], [0, "preempted"]),
    limits: { attempts: 2 },
    expected: end("failed", "preempted"),
  },
  "preempted, and stopped": { attempts: at([0, "preempted"]), stop: "user", expected: end("cancelled", "user") },
  "cancelled because it was stopped": {
    attempts: [ended(1, 0, "user", { state: "cancelled" })],
    stop: "money",
    expected: end("failed", "budget"),
  },
  "a failure of the script though it was stopped": {
    attempts: at([0, "error"]),
    stop: "user",
    expected: end("failed", "error"),
  },
  "too late for a job that runs": {
    attempts: [open("running")],
    limits: { seconds: 60 },
    now: 60,
    expected: { do: "stop", why: "time" },
  },
  "in time": { attempts: [open("running")], limits: { seconds: 60 }, now: 59, expected: { do: "wait" } },
  "too late for another attempt": {
    attempts: at([0, "preempted"]),
    limits: { seconds: 60 },
    now: 61,
    expected: end("failed", "timeout"),
  },
  // 3.6 for an hour is 0.001 a second; the job runs since second 10.
  "as dear as it may be": {
    attempts: [open("running")],
    limits: { money: 0.05 },
    now: 60,
    expected: { do: "stop", why: "money" },
  },
  "not so dear yet": { attempts: [open("running")], limits: { money: 0.05 }, now: 59, expected: { do: "wait" } },
  "dear by what the platform bills": {
    attempts: [open("running", { billableSeconds: 50 })],
    limits: { money: 0.05 },
    now: 11,
    expected: { do: "stop", why: "money" },
  },
  "dear by the attempts before": {
    attempts: at([0, "preempted"]),
    limits: { money: 0.005 },
    now: 11,
    expected: end("failed", "budget"),
  },
};

describe("what comes next", () => {
  it.each(Object.entries(cases))("after %s", (_name, { attempts, limits, stop, now = 20, expected }) => {
    const given = { ...record, limits: { ...record.limits, ...limits } };
    const asked = stop === undefined ? undefined : { why: stop, time: second(1) };
    expect(decide(given, attempts, asked, now * 1000)).toEqual(expected);
  });

  it("counts the nodes of a job that runs", () => {
    const given = { ...record, placements: [placement(true, 4)], limits: { attempts: 1, money: 0.04 } };
    expect(decide(given, [open("running")], undefined, 19_000)).toEqual({ do: "wait" });
    expect(decide(given, [open("running")], undefined, 20_000)).toEqual({ do: "stop", why: "money" });
  });
});
