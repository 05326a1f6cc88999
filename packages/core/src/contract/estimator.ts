import type { TransformersVersion } from "../arguments/index.ts";
import type { LoadedTrainer } from "../planning/load-trainer.ts";
import type { TrainingJob } from "./job.ts";
import type { Lifted } from "./driver.ts";
import type { PlanOptions, TrainingPlan, TuningPlan } from "./plan.ts";
import type { PlatformId } from "./registry.ts";
import type { TrainerSpec } from "./spec.ts";
import type { Study } from "./study.ts";

/** A TrainerSpec bound to a platform that can plan it. */
export interface Planner<P extends PlatformId = PlatformId, V extends TransformersVersion = TransformersVersion> {
  readonly spec: TrainerSpec<V>;
  /**
   * The exact native requests, without network, credentials or clock.
   *
   * @throws {ConfigError} when the spec is malformed; it lists every problem.
   */
  plan(options?: PlanOptions): Promise<TrainingPlan<P>>;
  /**
   * The exact native requests of a hyperparameter search; as pure as `plan`.
   *
   * @throws {ConfigError} when the spec or the study is malformed.
   * @throws {SwitchyardError} `unsupported` when the platform has no search of its own.
   */
  planTuning(study: Study<V>, options?: PlanOptions): Promise<TuningPlan<P>>;
}

/** A TrainerSpec bound to a platform that can run it. */
export interface Estimator<
  P extends PlatformId = PlatformId,
  V extends TransformersVersion = TransformersVersion,
> extends Planner<P, V> {
  /**
   * Creates at most one native job, however the network fails. A plan is sent as it stands.
   *
   * @throws {ConfigError} when the plan holds errors, a setting or a secret is missing, or the source changed since.
   */
  fit(options?: PlanOptions | TrainingPlan<P>): Promise<TrainingJob>;
}

export interface EstimatorOptions {
  /** The folder that `source` is relative to. Default: the working directory. A trainer that was loaded needs none. */
  readonly folder?: string;
}

/** One place whose native requests can be planned, and native jobs read. */
export interface PlanningPlatform<P extends PlatformId = PlatformId> {
  readonly id: P;
  estimator<V extends TransformersVersion>(
    trainer: TrainerSpec<V> | LoadedTrainer<V>,
    options?: EstimatorOptions,
  ): Planner<P, V>;
  /**
   * A native request, description or manifest as a spec, with a diagnostic for each thing that has no portable home.
   *
   * @throws {ConfigError} when it is none of this platform's.
   */
  lift(native: unknown): Promise<Lifted>;
}

/** One place that can train. */
export interface TrainingPlatform<P extends PlatformId = PlatformId> extends PlanningPlatform<P> {
  estimator<V extends TransformersVersion>(
    trainer: TrainerSpec<V> | LoadedTrainer<V>,
    options?: EstimatorOptions,
  ): Estimator<P, V>;
  /**
   * A handle on a job that exists already.
   *
   * @throws {ConfigError} when the URI is not one of this platform's.
   */
  attach(uri: string): TrainingJob;
}
