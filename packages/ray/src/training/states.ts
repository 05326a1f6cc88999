import type { JobState, StateReason } from "@switchyard/core";
import type { RayJobDetails } from "../jobs/types.ts";
import { startsDriver, startsOurs } from "./container.ts";

/** What a native state means. */
interface Meaning {
  readonly state: JobState;
  readonly reason?: StateReason;
}

/** Ray's head was started anew and has forgotten the job: no state of Ray's own, since there is nobody to tell it. */
export const forgotten = "FORGOTTEN";

/** Ray has the job's row and nothing that would ever start it: its submission was cut off. */
export const orphaned = "PENDING:ORPHANED";

/**
 * Ray's `JobStatus`, and behind a colon its `JobErrorType`, which says who lost what. What is missing here is `unknown`.
 * Source: ray/dashboard/modules/job/common.py.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  PENDING: { state: "queued" },
  RUNNING: { state: "running" },
  SUCCEEDED: { state: "succeeded" },
  STOPPED: { state: "cancelled", reason: "user" },
  FAILED: { state: "failed", reason: "error" },
  "FAILED:RUNTIME_ENV_SETUP_FAILURE": { state: "failed", reason: "error" },
  "FAILED:JOB_SUPERVISOR_ACTOR_START_TIMEOUT": { state: "failed", reason: "capacity" },
  "FAILED:JOB_SUPERVISOR_ACTOR_START_FAILURE": { state: "failed", reason: "error" },
  "FAILED:JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE": { state: "failed", reason: "capacity" },
  "FAILED:JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE": { state: "failed", reason: "preempted" },
  "FAILED:JOB_SUPERVISOR_ACTOR_DIED": { state: "failed", reason: "preempted" },
  "FAILED:JOB_ENTRYPOINT_COMMAND_START_ERROR": { state: "failed", reason: "error" },
  "FAILED:JOB_ENTRYPOINT_COMMAND_ERROR": { state: "failed", reason: "error" },
  [orphaned]: { state: "failed", reason: "preempted" },
  [forgotten]: { state: "failed", reason: "preempted" },
};

/** The contract's table: native state → ours. */
export const states: Readonly<Record<string, JobState>> = Object.fromEntries(
  Object.entries(meanings).map(([name, { state }]) => [name, state]),
);

export function meaningOf(nativeState: string): Meaning {
  return Object.hasOwn(meanings, nativeState) ? (meanings[nativeState] ?? { state: "unknown" }) : { state: "unknown" };
}

/** A job's state in one word, with the error's type where it failed. */
export function nativeStateOf({ status, error_type: type }: RayJobDetails): string {
  return status === "FAILED" && typeof type === "string" ? `FAILED:${type}` : status;
}

/** What only the message or the exit code tells: the first that matches decides. */
const finer: readonly { readonly reason: StateReason; readonly when: (job: RayJobDetails) => boolean }[] = [
  // A variable of more than 128 KiB, say.
  { reason: "error", when: (job) => fails(job, "UNSCHEDULABLE") && says(job, /worker startup repeatedly failed/) },
  // The head's agent was started anew while the job began.
  { reason: "preempted", when: (job) => fails(job, "START_FAILURE") && says(job, /failed to get job supervisor/) },
  // The cluster has lost the package: another attempt uploads it again.
  {
    reason: "preempted",
    when: (job) =>
      fails(job, "RUNTIME_ENV_SETUP_FAILURE") && says(job, /Failed to download.* package gcs:|for URI gcs:/),
  },
  // SIGKILL and SIGTERM come from elsewhere; other signals are the program's own.
  { reason: "preempted", when: ({ driver_exit_code: code }) => code === -9 || code === -15 },
  // What our driver says of workers that were lost, of machines that never came, and of its own clock.
  { reason: "preempted", when: (job) => startsOurs(job.entrypoint) && job.driver_exit_code === 75 },
  { reason: "capacity", when: (job) => startsDriver(job.entrypoint) && job.driver_exit_code === 69 },
  { reason: "timeout", when: (job) => startsDriver(job.entrypoint) && job.driver_exit_code === 124 },
];

const fails = ({ error_type: type }: RayJobDetails, end: string): boolean => type?.endsWith(end) === true;

const says = ({ message }: RayJobDetails, text: RegExp): boolean => text.test(message ?? "");

/** What a job's native state means, with its message and exit code weighed. */
export function meaningOfJob(job: RayJobDetails): Meaning {
  const meaning = meaningOf(nativeStateOf(job));
  const reason = meaning.state === "failed" ? finer.find(({ when }) => when(job))?.reason : undefined;
  return reason === undefined ? meaning : { ...meaning, reason };
}
