import type { JobTransition } from "../contract/job.ts";
import type { Leg, RunSnapshot } from "../contract/run.ts";
import { redact } from "../redact.ts";
import type { BoundRun } from "./bound-run.ts";
import { placementOf } from "./bound-run.ts";
import type { SeenRun } from "./look-at-attempts.ts";
import { lossOf } from "./next-placement.ts";
import type { Attempt } from "./record.ts";
import { billableSeconds, costOf, spent, type SeenAttempt } from "./spending.ts";

/** Where a run is, of what was seen of it. What may still run is never told as finished. */
export function snapshotOf(run: BoundRun, seen: SeenRun, now: number): RunSnapshot {
  const { record, uri } = run;
  const newest = seen.attempts.at(-1);
  const current = stateOf(run, seen, newest);
  const legs = seen.attempts.map((attempt) => legOf(run, attempt, now));
  const cost = spent(record, seen.attempts, now);
  const artifact = newest?.snapshot?.artifact;
  const before = seen.attempts.slice(0, -1).flatMap((attempt) => transitionAfter(attempt) ?? []);
  const own = newest?.snapshot?.history.slice(0, -1) ?? [];
  return {
    ...current,
    uri,
    history: [...before, ...own, current],
    billableSeconds: legs.reduce((sum, leg) => sum + leg.billableSeconds, 0),
    ...(artifact === undefined ? {} : { artifact }),
    identity: { key: record.key, run: record.run, attempt: Math.max(1, seen.attempts.length) },
    legs,
    ...(cost === undefined || legs.length === 0 ? {} : { cost }),
  };
}

function stateOf({ record }: BoundRun, { end }: SeenRun, newest: SeenAttempt | undefined): JobTransition {
  if (end !== undefined) return endOf(end, newest);
  if (newest === undefined) return { state: "queued", nativeState: "not begun", time: record.created };
  const { snapshot, ending } = newest;
  if (ending !== undefined) return transitionAfter(newest) ?? { ...ending, state: "stopping" };
  if (snapshot === undefined) return { state: "queued", nativeState: "not sent", time: newest.began };
  const { state, reason, nativeState, message, time } = snapshot;
  const isOver = state === "failed" || state === "cancelled" || state === "succeeded";
  return {
    // The run decides what an end means, and has not yet.
    state: isOver ? "stopping" : state,
    ...(reason === undefined ? {} : { reason }),
    nativeState,
    ...(message === undefined ? {} : { message: redact(message) }),
    time,
  };
}

/** A run's end as a state. */
export function endOf(end: NonNullable<SeenRun["end"]>, newest: Attempt | undefined): JobTransition {
  const { state, reason, why, time } = end;
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    nativeState: newest?.ending?.nativeState ?? "not begun",
    message: why,
    time,
  };
}

/** The state of a run whose attempt was lost, until the next one has a state of its own; undefined for other ends. */
export function transitionAfter({ attempt, ending }: Attempt): JobTransition | undefined {
  if (ending === undefined || lossOf(ending) === undefined) return undefined;
  const { reason, nativeState, message, time } = ending;
  const said = message === undefined ? "" : ` ${message}`;
  return {
    state: "preparing",
    ...(reason === undefined ? {} : { reason }),
    nativeState,
    message: `Attempt ${attempt} was lost.${said}`,
    time,
  };
}

function legOf(run: BoundRun, attempt: SeenAttempt, now: number): Leg {
  const { record } = placementOf(run, attempt);
  const { ending, snapshot, uri } = attempt;
  const known = ending ?? snapshot;
  const cost = costOf(attempt, record, now);
  return {
    attempt: attempt.attempt,
    platform: record.platform,
    machine: record.machine,
    ...(uri === undefined ? {} : { uri }),
    state: known?.state ?? "queued",
    ...(known?.reason === undefined ? {} : { reason: known.reason }),
    ...(known?.message === undefined ? {} : { message: redact(known.message) }),
    began: attempt.began,
    ...(ending === undefined ? {} : { ended: ending.time }),
    billableSeconds: billableSeconds(attempt, record, now),
    ...(cost === undefined ? {} : { cost }),
    ...(ending?.steps === undefined ? {} : { steps: ending.steps }),
  };
}
