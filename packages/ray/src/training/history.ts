import type { JobTransition } from "@switchyard/core";
import type { RayJobDetails } from "../jobs/types.ts";
import { forgotten, meaningOf, meaningOfJob, nativeStateOf, orphaned } from "./states.ts";

/**
 * A job's history, oldest first; its last entry is where the job is. Ray tells only the newest state, and whether a driver
 * was ever started, which is what `driver_node_id` is; when it was started is not told, so that this entry has the time of
 * the submission.
 */
export function historyOf(job: RayJobDetails): [JobTransition, ...JobTransition[]] {
  const begun = timeOf(job.start_time);
  const first = { ...meaningOf("PENDING"), nativeState: "PENDING", time: begun };
  if (job.status === "PENDING") return [job.message ? { ...first, message: job.message } : first];
  const ran = job.status === "RUNNING" || typeof job.driver_node_id === "string";
  const running = { ...meaningOf("RUNNING"), nativeState: "RUNNING", time: begun };
  if (job.status === "RUNNING") return [first, running];
  const last = {
    ...meaningOfJob(job),
    nativeState: nativeStateOf(job),
    ...(job.message ? { message: job.message } : {}),
    time: timeOf(job.end_time ?? job.start_time),
  };
  return ran ? [first, running, last] : [first, last];
}

/** The history of a job that this process has seen, and that a new head does not know. */
export function forgottenHistory(known: readonly JobTransition[], time: string): JobTransition[] {
  const message = "The cluster's head was started anew and has forgotten the job, which ended with the old one.";
  return [...known, { ...meaningOf(forgotten), nativeState: forgotten, message, time }];
}

/** The history of a job whose submission was cut off before Ray had made what would start it. */
export function orphanedHistory(known: readonly JobTransition[], time: string): JobTransition[] {
  const message =
    "The submission was cut off in Ray: the job is listed, and nothing will ever start it. Another attempt may.";
  return [...known, { ...meaningOf(orphaned), nativeState: orphaned, message, time }];
}

function timeOf(milliseconds: number | null | undefined): string {
  return new Date(milliseconds ?? 0).toISOString();
}
