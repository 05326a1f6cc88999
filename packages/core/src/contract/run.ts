import type { CallOptions } from "./call.ts";
import type { TrainingPlatform } from "./estimator.ts";
import type { FollowOptions, JobEvent, JobSnapshot, JobState, StateReason, TrainingJob } from "./job.ts";
import type { JsonObject } from "./json.ts";
import type { Machine, TrainingPlan } from "./plan.ts";
import type { TrainerSpec } from "./spec.ts";
import type { ObjectStore } from "./store.ts";

/** Fields of a spec that a placement may change: each is merged over the trainer's, key by key. */
export type PlacementChanges = Pick<TrainerSpec, "resources" | "inputs" | "environment" | "platforms">;

/** One place where a run may train, and what differs there from the trainer's spec. */
export interface Placement extends PlacementChanges {
  /** Made by a factory such as `createSageMaker({ region: "us-west-2" })`: two regions are two platforms. */
  readonly platform: TrainingPlatform;
  /** What one node costs in an hour, in the currency of `limits.money`; that needs it at every placement. */
  readonly pricePerNodeHour?: number;
  /**
   * What the platform was made of, for another process that has to make the same one. It stands in the run's record:
   * never credentials.
   */
  readonly settings?: JsonObject;
}

export interface RunLimits {
  /** Attempts in all, those included for which a platform had no machines. Default: 10. */
  readonly attempts?: number;
  /** From the run's beginning, waiting for machines included, such as `"12h"`. Default: no limit. */
  readonly time?: string;
  /** For all attempts together, by the placements' prices. Looked at whenever the run is. Default: no limit. */
  readonly money?: number;
}

/** Where a run may train, and how far it may go. */
export interface RunPlan {
  /**
   * In order of preference; on-demand placements count behind all spot ones. After a preemption the same placement is
   * tried again, then the next; a placement without machines is left at once. After the last comes the first; a whole
   * round without machines ends the run.
   */
  readonly placements: readonly Placement[];
  readonly limits?: RunLimits;
  /** Further attempts at one placement after preemptions there, before the next placement's turn. Default: 2. */
  readonly preemptions?: number;
  /**
   * Seconds after which a process that took on an attempt, and has neither sent its job nor been heard of, is taken for
   * dead, so that another one sends it. It itself stops sending after half of them. Default: 60.
   */
  readonly patience?: number;
  /** The caller's word for a deliberate repetition. Default: `"1"`. */
  readonly run?: string;
  /** The folder that `source` is relative to. A trainer that was loaded needs none. */
  readonly folder?: string;
  /** Reaches `outputs.checkpoints`. Default: the store of the first placement whose store has that scheme. */
  readonly store?: ObjectStore;
}

export type RunOptions = RunPlan & CallOptions;

export interface AttachRunOptions extends CallOptions {
  /** Platforms of the run's placements, in any order. */
  readonly platforms: readonly TrainingPlatform[];
  /** Makes the platform of a placement that none of `platforms` is. Default: it is an error. */
  readonly make?: (wanted: WantedPlatform) => Promise<TrainingPlatform>;
  /** Reaches the run's record. Default: the store of the first of `platforms` whose store has its scheme. */
  readonly store?: ObjectStore;
}

/** A platform as a run's record names it. */
export interface WantedPlatform {
  /** Its id, such as `sagemaker`. */
  readonly id: string;
  /** What the placement's author said of it; see {@link Placement.settings}. */
  readonly settings: JsonObject;
}

/** One attempt of a run. */
export interface Leg {
  readonly attempt: number;
  readonly platform: string;
  readonly machine: Machine;
  /** The native job's; absent where the platform took none, or is still being asked. */
  readonly uri?: string;
  readonly state: JobState;
  readonly reason?: StateReason;
  readonly message?: string;
  /** ISO 8601, UTC. */
  readonly began: string;
  readonly ended?: string;
  /** Over all nodes: what the platform bills; for a job that runs, or of which it does not say, the time that it ran. */
  readonly billableSeconds: number;
  /** By the placement's price, where it has one. */
  readonly cost?: number;
  /** The step that the training reached, as far as the log's end tells. */
  readonly steps?: number;
}

/** Where a run is now. Its `uri` is the run's; an attempt that was lost and is made up for is `preparing`. */
export interface RunSnapshot extends JobSnapshot {
  readonly legs: readonly Leg[];
  /** Of all legs, where every one has a price. */
  readonly cost?: number;
}

export type RunEvent = JobEvent & { readonly attempt: number };

export interface RunEvents {
  readonly events: readonly RunEvent[];
  readonly cursor: string;
  readonly done: boolean;
}

/**
 * A run of several attempts, followed as one job: one URI, one cursor. `poll`, `events` and `wait` also carry the run on:
 * while nobody calls one of them, a lost attempt is not made up for. Any number of processes may do so at once.
 * `status` and `logs` only look.
 */
export interface TrainingRun extends TrainingJob {
  status(options?: CallOptions): Promise<RunSnapshot>;
  poll(options?: FollowOptions): Promise<RunEvents>;
  events(options?: FollowOptions): AsyncIterable<RunEvent>;
  /**
   * Stops the run for good, whoever else carries it on: resolves when no further attempt can begin and the platform was
   * asked to stop the one that is there.
   */
  cancel(options?: CallOptions): Promise<void>;
}

/** What `planRun` answers: the first attempt's plan at every placement, in the order in which they are tried. */
export interface PlannedRun {
  /** Of the run, once it has begun. */
  readonly uri: string;
  readonly plans: readonly TrainingPlan[];
}
