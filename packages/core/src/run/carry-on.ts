import type { InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import { driverOf, type BoundRun } from "./bound-run.ts";
import { closeAttempt } from "./close-attempt.ts";
import { decide, type Decision } from "./decide.ts";
import { names, type Slot } from "./entries.ts";
import { lookAtAttempts, noteJob, type SeenRun } from "./look-at-attempts.ts";
import type { RunEnd, Stop } from "./record.ts";
import { beginAttempt, maySend, takeOver, withdraw } from "./send-attempt.ts";
import type { SeenAttempt } from "./spending.ts";

/** Does what a run needs now, until it has to be waited for, or is over. Safe in any number of processes at once. */
export async function carryOn(run: BoundRun, call: InnerCall): Promise<SeenRun> {
  for (;;) {
    const seen = await lookAtAttempts(run, call);
    await noteNewest(run, seen, call);
    if (seen.end !== undefined) return seen;
    const now = Date.now();
    const decision = decide(run.record, seen.attempts, seen.stop, now);
    if (!(await carryOut(run, seen, decision, now, call))) return seen;
  }
}

async function noteNewest(run: BoundRun, { attempts }: SeenRun, call: InnerCall): Promise<void> {
  const newest = attempts.at(-1);
  if (newest?.uri !== undefined && newest.snapshot !== undefined) await noteJob(run, newest.attempt, newest.uri, call);
}

/** `true` when something changed, so that it is worth to look again at once. */
async function carryOut(
  run: BoundRun,
  seen: SeenRun,
  decision: Decision,
  now: number,
  call: InnerCall,
): Promise<boolean> {
  const newest = seen.attempts.at(-1);
  switch (decision.do) {
    case "wait":
      return false;
    case "submit":
      await beginAttempt(run, decision, call);
      return true;
    case "end":
      await endRun(run, seen.attempts.length + 1, decision.end, call);
      return true;
    case "stop":
      await askToStop(run, decision.why, call);
      await cancelJob(run, newest, call);
      return false;
    case "close":
      if (newest !== undefined) await closeAttempt(run, newest, call);
      return true;
    case "send":
      return newest !== undefined && maySend(run, newest, now) && (await takeOver(run, newest, call));
    case "withdraw":
      await askToStop(run, decision.why, call);
      return newest !== undefined && maySend(run, newest, now) && (await withdraw(run, newest, call));
  }
}

/** Puts up the mark that keeps everybody from a further attempt; the first one's reason stands. */
export async function askToStop(run: BoundRun, why: Stop["why"], call: InnerCall): Promise<void> {
  await run.ledger.write<Stop>(names.stop, { why, time: new Date().toISOString() }, call);
}

async function cancelJob(run: BoundRun, newest: SeenAttempt | undefined, call: InnerCall): Promise<void> {
  if (newest?.uri === undefined || newest.snapshot?.state === "stopping") return;
  const { uri } = newest;
  const driver = await driverOf(run, newest, call);
  await retry(call, (inner) => driver.cancel(uri, inner));
}

async function endRun(run: BoundRun, number: number, end: Omit<RunEnd, "time">, call: InnerCall): Promise<void> {
  await run.ledger.write<Slot>(names.slot(number), { end: { ...end, time: new Date().toISOString() } }, call);
}
