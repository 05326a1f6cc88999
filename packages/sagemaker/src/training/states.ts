import type { JobState, StateReason } from "@switchyard/core";

/** What a native state means. */
interface Meaning {
  readonly state: JobState;
  readonly reason?: StateReason;
}

/**
 * `SecondaryStatus` → ours. It is an open set, as its documentation says: what is missing here is `unknown`.
 * Source: the API reference of DescribeTrainingJob.
 */
export const meanings: Readonly<Record<string, Meaning>> = {
  Pending: { state: "queued" },
  Starting: { state: "preparing" },
  LaunchingMLInstances: { state: "preparing" },
  PreparingTrainingStack: { state: "preparing" },
  DownloadingTrainingImage: { state: "preparing" },
  Downloading: { state: "preparing" },
  Restarting: { state: "preparing" },
  Interrupted: { state: "preparing", reason: "preempted" },
  Training: { state: "running" },
  Uploading: { state: "running" },
  Stopping: { state: "stopping" },
  Completed: { state: "succeeded" },
  Failed: { state: "failed", reason: "error" },
  Stopped: { state: "cancelled", reason: "user" },
  MaxRuntimeExceeded: { state: "failed", reason: "timeout" },
  MaxWaitTimeExceeded: { state: "failed", reason: "timeout" },
};

/** The contract's table: native state → ours. */
export const states: Readonly<Record<string, JobState>> = Object.fromEntries(
  Object.entries(meanings).map(([name, { state }]) => [name, state]),
);

/** Secondary states that end a job. */
export function isFinal(secondary: string | undefined): boolean {
  const state = secondary === undefined ? undefined : states[secondary];
  return state === "succeeded" || state === "failed" || state === "cancelled";
}
