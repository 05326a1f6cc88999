import type { CallOptions } from "./call.ts";
import type { RunIdentity } from "./plan.ts";

/** `unknown` is a native state that Switchyard does not know. It is never terminal. */
export type JobState =
  | "queued"
  | "preparing"
  | "running"
  | "stopping"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "unknown";

export type StateReason = "error" | "user" | "preempted" | "timeout" | "capacity" | "expired" | "paused" | "budget";

/** One entry of a job's history. State says where it is, reason says why; the native state stays beside them. */
export interface JobTransition {
  readonly state: JobState;
  readonly reason?: StateReason;
  /** In the vendor's own words. */
  readonly nativeState: string;
  readonly message?: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** Where a job is now. */
export interface JobSnapshot extends JobTransition {
  readonly uri: string;
  /** Oldest first; its last entry is the snapshot's own state. */
  readonly history: readonly JobTransition[];
  /** Seconds that the platform bills, over all nodes, as far as it says. */
  readonly billableSeconds?: number;
  /** Seconds for which the machines ran, over all nodes; of interruptible ones less may be billed. */
  readonly trainingSeconds?: number;
  /** Where the platform puts, or put, the model. */
  readonly artifact?: string;
  readonly identity?: RunIdentity;
}

/** What happened, in order. The cursor resumes after this event, from any process. */
export type JobEvent = { readonly time: string; readonly cursor: string } & (
  | { readonly type: "state"; readonly snapshot: JobTransition & { readonly uri: string } }
  | { readonly type: "log"; readonly node: number; readonly line: string }
  /** `step` is absent where only the script's own log line tells of the metric, which does not name it. */
  | { readonly type: "metric"; readonly step?: number; readonly values: Readonly<Record<string, number>> }
  | { readonly type: "progress"; readonly step: number; readonly of: number }
  /**
   * Something about the job that a person should know, once: `other-launcher`, its launcher speaks a version that this
   * release does not read; `silent-launcher`, it ran and its log holds no line of a launcher.
   */
  | { readonly type: "warning"; readonly code: string; readonly message: string; readonly fix: string }
);

export interface FollowOptions extends CallOptions {
  /** A cursor of an earlier event, from any process. Default: the job's beginning. */
  readonly after?: string;
}

/** What one look brought. `cursor` is where the next look begins; `done` says that nothing more will come. */
export interface JobEvents {
  readonly events: readonly JobEvent[];
  readonly cursor: string;
  readonly done: boolean;
}

/** A handle on a native job. It holds nothing that the URI does not say. */
export interface TrainingJob {
  readonly uri: string;
  /** True on the handle that fit() returns when that call created the native job; false when it existed already. */
  readonly created: boolean;
  status(options?: CallOptions): Promise<JobSnapshot>;
  /** One bounded look: what came after the cursor. For callers that may not live long. */
  poll(options?: FollowOptions): Promise<JobEvents>;
  /** `poll` in a loop, until the job is over and its log is complete. */
  events(options?: FollowOptions): AsyncIterable<JobEvent>;
  logs(options?: FollowOptions): AsyncIterable<JobEvent & { readonly type: "log" }>;
  /**
   * Resolves when the job succeeded.
   *
   * @throws {JobFailedError} with the first failing rank's traceback and the end of the log.
   * @throws {SwitchyardError} `job-cancelled`, `preempted`, `capacity` or `timeout` when the job ended that way.
   */
  wait(options?: CallOptions): Promise<TrainedModel>;
  /** Asks the platform to stop the job; safe to repeat, and no error when the job is over. */
  cancel(options?: CallOptions): Promise<void>;
}

/** Where a model ended. */
export interface TrainedModel {
  /** The job's URI. */
  readonly job: string;
  /** A URI of the platform's object store. */
  readonly artifact?: string;
  /** The last value of every metric that the Trainer logged. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly lineage?: RunIdentity;
}
