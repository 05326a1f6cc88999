import type { InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { JobSnapshot } from "../contract/job.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { driverOf, planOf, type BoundRun } from "./bound-run.ts";
import { names, stateOf } from "./entries.ts";
import type { Attempt, RunState } from "./record.ts";
import type { SeenAttempt } from "./spending.ts";

/** What the store and the platforms tell of a run at one moment. */
export interface SeenRun extends RunState {
  readonly attempts: readonly SeenAttempt[];
}

/** Reads the run's folder, and looks at the job of the newest attempt: the others have ended. */
export async function lookAtAttempts(run: BoundRun, call: InnerCall): Promise<SeenRun> {
  const state = stateOf(await run.ledger.read(call));
  const newest = state.attempts.at(-1);
  if (newest === undefined || newest.ending !== undefined || state.end !== undefined) return state;
  return { ...state, attempts: [...state.attempts.slice(0, -1), await lookAtJob(run, newest, call)] };
}

async function lookAtJob(run: BoundRun, attempt: Attempt, call: InnerCall): Promise<SeenAttempt> {
  const driver = await driverOf(run, attempt, call);
  const uri = attempt.uri ?? (await retry(call, (inner) => driver.find(planOf(run, attempt), inner)));
  if (uri === undefined) return attempt;
  try {
    const [snapshot] = await retry(call, (inner) => driver.describe([uri], inner));
    return { ...attempt, uri, ...(snapshot === undefined ? {} : { snapshot }) };
  } catch (error) {
    if (!SwitchyardError.is(error, "not-found")) throw error;
    // A platform may show a job a little after it took it.
    const isNew = Date.now() - Date.parse(attempt.senderSince) < run.patience;
    return isNew ? { ...attempt, uri } : { ...attempt, uri, snapshot: gone(uri) };
  }
}

/** A job that someone deleted can neither run nor tell how it ended. */
function gone(uri: string): JobSnapshot {
  const end = {
    state: "failed",
    reason: "error",
    nativeState: "not found",
    message: `The platform no longer knows ${uri}: it was deleted.`,
    time: new Date().toISOString(),
  } as const;
  return { uri, history: [end], ...end };
}

/** Writes down that an attempt has a job, so that nobody has to look for it again. */
export async function noteJob(run: BoundRun, attempt: number, uri: string, call: InnerCall): Promise<void> {
  await run.ledger.write(names.sent(attempt), { uri }, call);
}
