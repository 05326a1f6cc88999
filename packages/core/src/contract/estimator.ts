import type { TransformersVersion } from "../arguments/index.ts";
import type { TrainingJob } from "./job.ts";
import type { PlanOptions, TrainingPlan } from "./plan.ts";
import type { PlatformId } from "./registry.ts";
import type { TrainerSpec } from "./spec.ts";

/** A TrainerSpec bound to a platform. */
export interface Estimator<P extends PlatformId = PlatformId, V extends TransformersVersion = TransformersVersion> {
  readonly spec: TrainerSpec<V>;
  /**
   * The exact native requests, without network, credentials or clock.
   *
   * @throws {ConfigError} when the spec is malformed; it lists every problem.
   */
  plan(options?: PlanOptions): Promise<TrainingPlan<P>>;
  /**
   * Creates at most one native job, however the network fails. A plan is sent as it stands.
   *
   * @throws {ConfigError} when the plan holds errors, a setting or a secret is missing, or the source changed since.
   */
  fit(options?: PlanOptions | TrainingPlan<P>): Promise<TrainingJob>;
}

export interface EstimatorOptions {
  /** The folder that `source` is relative to. Default: the working directory. */
  readonly folder?: string;
}

/** One place that can train. */
export interface TrainingPlatform<P extends PlatformId = PlatformId> {
  readonly id: P;
  estimator<V extends TransformersVersion>(spec: TrainerSpec<V>, options?: EstimatorOptions): Estimator<P, V>;
  /**
   * A handle on a job that exists already.
   *
   * @throws {ConfigError} when the URI is not one of this platform's.
   */
  attach(uri: string): TrainingJob;
}
