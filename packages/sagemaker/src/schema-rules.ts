import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { findMachine } from "./resources.ts";

/** A rule of CreateTrainingJob that its model cannot say. */
export interface RequestRule {
  readonly code: string;
  /** JSON pointer below the body. */
  readonly at: string;
  readonly broken: (body: Partial<CreateTrainingJobRequest>) => boolean;
  readonly message: string;
  readonly fix: string;
}

const longestRuntime = 28 * 24 * 3600;

/** Source: the API reference of CreateTrainingJob. */
export const requestRules: readonly RequestRule[] = [
  {
    code: "native-runtime",
    at: "/StoppingCondition/MaxRuntimeInSeconds",
    broken: ({ StoppingCondition }) => (StoppingCondition?.MaxRuntimeInSeconds ?? 0) > longestRuntime,
    message: "SageMaker runs a job for at most 28 days.",
    fix: `Use at most ${longestRuntime} seconds (\`resources.maxRuntime: "672h"\`).`,
  },
  {
    code: "native-wait",
    at: "/StoppingCondition/MaxWaitTimeInSeconds",
    broken: ({ StoppingCondition }) =>
      StoppingCondition?.MaxWaitTimeInSeconds !== undefined &&
      StoppingCondition.MaxWaitTimeInSeconds < (StoppingCondition.MaxRuntimeInSeconds ?? 0),
    message: "The longest wait counts the run as well, so it cannot be shorter than MaxRuntimeInSeconds.",
    fix: "Raise MaxWaitTimeInSeconds, or lower `resources.maxRuntime`.",
  },
  {
    code: "native-wait",
    at: "/StoppingCondition/MaxWaitTimeInSeconds",
    broken: ({ EnableManagedSpotTraining, StoppingCondition }) =>
      EnableManagedSpotTraining === true && StoppingCondition?.MaxWaitTimeInSeconds === undefined,
    message: "Spot training needs MaxWaitTimeInSeconds.",
    fix: "Set it to at least MaxRuntimeInSeconds, or use `resources.spot: true`, which does.",
  },
  {
    code: "native-volume-key",
    at: "/ResourceConfig/VolumeKmsKeyId",
    broken: ({ ResourceConfig }) =>
      ResourceConfig?.VolumeKmsKeyId !== undefined && findMachine(ResourceConfig.InstanceType)?.nvme === true,
    message: "This machine has its own NVMe disks, encrypted with a key of their own, and SageMaker refuses another.",
    fix: "Leave VolumeKmsKeyId out.",
  },
  {
    code: "native-image",
    at: "/AlgorithmSpecification",
    broken: ({ AlgorithmSpecification }) =>
      (AlgorithmSpecification?.TrainingImage === undefined) === (AlgorithmSpecification?.AlgorithmName === undefined),
    message: "SageMaker takes exactly one of TrainingImage and AlgorithmName.",
    fix: "Give `environment.image`, and no AlgorithmName.",
  },
  {
    code: "native-keep-alive",
    at: "/ResourceConfig/KeepAlivePeriodInSeconds",
    broken: ({ ResourceConfig, EnableManagedSpotTraining }) =>
      (ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) > 0 && EnableManagedSpotTraining === true,
    message: "A warm pool cannot be kept for spot training.",
    fix: "Use one of the two.",
  },
];
