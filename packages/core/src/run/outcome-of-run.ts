import type { InnerCall } from "../call/bounded.ts";
import type { TrainedModel } from "../contract/job.ts";
import { SwitchyardError, type ErrorCode } from "../errors/switchyard-error.ts";
import { describeOne } from "../job/look.ts";
import { outcome } from "../job/outcome.ts";
import { driverOf, placementOf, type BoundRun } from "./bound-run.ts";
import type { SeenRun } from "./look-at-attempts.ts";
import type { RunEnd } from "./record.ts";

/** What a run that has ended came to: the last attempt's model, or an error that says why there is none. */
export async function outcomeOfRun(run: BoundRun, { attempts, end }: SeenRun, call: InnerCall): Promise<TrainedModel> {
  if (end === undefined) throw new Error("The run has not ended.");
  const newest = attempts.at(-1);
  if (newest?.uri === undefined || !isOfJob(end)) throw new SwitchyardError(codeOf(end), end.why);
  const { platform } = placementOf(run, newest).record;
  const driver = await driverOf(run, newest, call);
  const model = await outcome(platform, driver, await describeOne(driver, newest.uri, call), call);
  return { ...model, job: run.uri };
}

/** A model, or a failure whose traceback the job's log holds; every other end is the run's own. */
function isOfJob({ state, reason }: RunEnd): boolean {
  return state === "succeeded" || (state === "failed" && (reason === undefined || reason === "error"));
}

const codes: Readonly<Record<string, ErrorCode>> = {
  preempted: "preempted",
  capacity: "capacity",
  expired: "capacity",
  timeout: "timeout",
  budget: "budget",
};

function codeOf({ state, reason }: RunEnd): ErrorCode {
  return state === "cancelled" ? "job-cancelled" : (codes[reason ?? ""] ?? "job-failed");
}
