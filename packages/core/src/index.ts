/**
 * The contract of Switchyard and what every platform shares. Web standards only; files and processes are in
 * `@switchyard/core/node`.
 */
export { defineTrainer } from "./contract/spec.ts";
export type { Environment, Resources, SecretSource, TrainerSpec } from "./contract/spec.ts";
export type { JsonObject, JsonValue } from "./contract/json.ts";
export type { Diagnostic } from "./contract/diagnostic.ts";
export type { CallOptions } from "./contract/call.ts";
export type { Coverage, CoverageEntry, SpecPath } from "./contract/coverage.ts";
export type {
  Machine,
  NativeRequest,
  Placeholder,
  Plan,
  PlanOptions,
  RunIdentity,
  TrainingPlan,
  TuningPlan,
  Upload,
} from "./contract/plan.ts";
export type {
  PlatformId,
  PlatformOverrides,
  PlatformRegistry,
  PlatformTypes,
  RequestOf,
  TypesOf,
} from "./contract/registry.ts";
export type {
  FollowOptions,
  JobEvent,
  JobEvents,
  JobSnapshot,
  JobState,
  JobTransition,
  StateReason,
  TrainedModel,
  TrainingJob,
} from "./contract/job.ts";
export type {
  AttachRunOptions,
  Leg,
  Placement,
  PlacementChanges,
  PlannedRun,
  RunEvent,
  RunEvents,
  RunLimits,
  RunOptions,
  RunPlan,
  RunSnapshot,
  TrainingRun,
  WantedPlatform,
} from "./contract/run.ts";
export type { SearchRange, SearchSpace, Study } from "./contract/study.ts";
export type { Estimator, EstimatorOptions, Planner, PlanningPlatform, TrainingPlatform } from "./contract/estimator.ts";
export type {
  ContainerLayout,
  ContainerPath,
  ImageTransformers,
  Lifted,
  LogLine,
  LogPage,
  LogSource,
  ReadyRequest,
  ResolvedResources,
  RunnableTranslator,
  SecretManager,
  TrainingDriver,
  TrainingTranslator,
  Translation,
  TranslationInput,
  TuningInput,
} from "./contract/driver.ts";
export type { Bytes, ObjectStore } from "./contract/store.ts";
export type { BundleFile, Host } from "./contract/host.ts";

export { accelerators } from "./spec/accelerators.data.ts";
export type { Accelerator, AcceleratorName } from "./spec/accelerators.data.ts";

export { SwitchyardError } from "./errors/switchyard-error.ts";
export type { ErrorCode, ErrorDetails } from "./errors/switchyard-error.ts";
export { ConfigError, configError, formatDiagnostic } from "./errors/config-error.ts";
export { JobFailedError } from "./errors/job-failed-error.ts";
export type { JobFailure } from "./errors/job-failed-error.ts";
export { redact, rememberSecrets } from "./redact.ts";

export { checkTrainingArguments, migrateArguments } from "./arguments/index.ts";
export type { MigratedArguments, TrainingArguments, TransformersVersion } from "./arguments/index.ts";
export { checkShape, formatPath } from "./spec/report.ts";
export { checkTrainerSpec, parseTrainerSpec } from "./spec/check.ts";
export { createPlanningPlatform, createTrainingPlatform } from "./estimator/platform.ts";
export { identityFromTags, identityTags, nativeName } from "./identity/run-identity.ts";
export { isTerminal } from "./job/states.ts";
export { modelFiles } from "./job/model-files.ts";
export type { ModelFile, ModelFilesOptions } from "./job/model-files.ts";
export { watchJobs } from "./job/watch.ts";
export type { WatchOptions } from "./job/watch.ts";
export type { LoadedTrainer } from "./planning/load-trainer.ts";
export { mergeNative } from "./planning/overrides.ts";
export type { Merged, MergeOptions } from "./planning/overrides.ts";
export { isPlaceholder } from "./planning/placeholders.ts";
export { attachRun } from "./run/attach-run.ts";
export { fitRun, planRun } from "./run/fit-run.ts";
export { isRunUri } from "./run/place.ts";
export { nearest } from "./text/nearest.ts";
export { nearestImage } from "./transformers/nearest-image.ts";
export type { KnownImage } from "./transformers/nearest-image.ts";
