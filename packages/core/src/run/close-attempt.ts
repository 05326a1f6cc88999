import type { InnerCall } from "../call/bounded.ts";
import type { TrainingDriver } from "../contract/driver.ts";
import type { JobSnapshot, StateReason } from "../contract/job.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { readEnds, wasInterrupted, type JobEnds } from "../job/ends.ts";
import { redact } from "../redact.ts";
import { driverOf, type BoundRun } from "./bound-run.ts";
import { names } from "./entries.ts";
import { noteJob } from "./look-at-attempts.ts";
import type { Ending } from "./record.ts";
import { ranSeconds, type SeenAttempt } from "./spending.ts";

/** Writes down how the job of an attempt ended. Of several processes the first one's word stands. */
export async function closeAttempt(run: BoundRun, attempt: SeenAttempt, call: InnerCall): Promise<void> {
  const { snapshot, uri } = attempt;
  if (snapshot === undefined || uri === undefined) return;
  await noteJob(run, attempt.attempt, uri, call);
  const driver = await driverOf(run, attempt, call);
  const ending = endingOf(snapshot, await endsOf(driver, snapshot, call));
  await run.ledger.write(names.ending(attempt.attempt), ending, call);
}

/** A log that is gone, or that the caller may not read, is no reason to leave a run where it is. */
async function endsOf(driver: TrainingDriver, snapshot: JobSnapshot, call: InnerCall): Promise<JobEnds> {
  try {
    return await readEnds(driver, snapshot, call);
  } catch (error) {
    call.signal.throwIfAborted();
    if (SwitchyardError.is(error, "not-found") || SwitchyardError.is(error, "permission"))
      return { lines: [], reports: [] };
    throw error;
  }
}

function endingOf(snapshot: JobSnapshot, { reports, steps }: JobEnds): Ending {
  const { state, nativeState, message, time, billableSeconds } = snapshot;
  const reason = reasonOf(snapshot, reports);
  return {
    state: state === "succeeded" || state === "cancelled" ? state : "failed",
    ...(reason === undefined ? {} : { reason }),
    nativeState,
    ...(message === undefined ? {} : { message: redact(message) }),
    time,
    ...(billableSeconds === undefined ? {} : { billableSeconds }),
    ranSeconds: ranSeconds(snapshot, Date.parse(time)),
    ...(steps === undefined ? {} : { steps }),
  };
}

/** What a platform calls a failure was a preemption where the launcher says that it was asked to end. */
function reasonOf({ state, reason }: JobSnapshot, reports: JobEnds["reports"]): StateReason | undefined {
  const isFailure = state === "failed" && (reason === undefined || reason === "error");
  return isFailure && wasInterrupted(reports) ? "preempted" : reason;
}
