import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { findMachine } from "./resources.ts";

/** The members of a training job that have the types of the model. Each may be missing, and text a placeholder. */
export type JobMembers = Partial<CreateTrainingJobRequest>;

/** A rule of CreateTrainingJob that its model cannot say. */
export interface RequestRule {
  readonly code: string;
  /** JSON pointer below the body. */
  readonly at: string;
  readonly broken: (body: JobMembers) => boolean;
  readonly message: string;
  readonly fix: string;
}

const longestRuntime = 28 * 24 * 3600;

/** Every type of machine that the job has. */
function machineTypes({ ResourceConfig }: JobMembers): string[] {
  const groups = ResourceConfig?.InstanceGroups ?? [];
  return [ResourceConfig, ...groups].flatMap((machine) => machine?.InstanceType ?? []);
}

/** Source: the API reference of CreateTrainingJob, and of the structures that it takes. */
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
    broken: (body) =>
      body.ResourceConfig?.VolumeKmsKeyId !== undefined &&
      machineTypes(body).some((type) => findMachine(type)?.nvme === true),
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
    code: "native-machine",
    at: "/ResourceConfig",
    broken: ({ ResourceConfig: { InstanceType, InstanceCount, InstanceGroups } = {} }) => {
      const single = [InstanceType, InstanceCount].filter((value) => value !== undefined).length;
      return InstanceGroups === undefined ? single !== 2 : single !== 0;
    },
    message: "SageMaker takes InstanceType and InstanceCount, or InstanceGroups in place of both.",
    fix: "Give InstanceGroups alone; Switchyard leaves the other two out then.",
  },
  {
    code: "native-keep-alive",
    at: "/ResourceConfig/KeepAlivePeriodInSeconds",
    broken: ({ ResourceConfig, EnableManagedSpotTraining }) =>
      (ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) > 0 && EnableManagedSpotTraining === true,
    message: "A warm pool cannot be kept for spot training.",
    fix: "Use one of the two.",
  },
  {
    code: "native-private-image",
    at: "/VpcConfig",
    broken: ({ AlgorithmSpecification, VpcConfig }) =>
      AlgorithmSpecification?.TrainingImageConfig?.TrainingRepositoryAccessMode === "Vpc" && VpcConfig === undefined,
    message: "An image of a private registry is pulled through the job's own network, and there is no VpcConfig.",
    fix: "Add VpcConfig with SecurityGroupIds and Subnets that reach the registry.",
  },
  {
    code: "native-tag",
    at: "/Tags",
    broken: ({ Tags }) => Tags?.some(({ Key }) => /^aws:/i.test(String(Key))) === true,
    message: "Tags that begin with `aws:` are Amazon's own.",
    fix: "Give the tag another key.",
  },
  {
    code: "native-duplicate",
    at: "/InputDataConfig",
    broken: ({ InputDataConfig }) => {
      const names = (InputDataConfig ?? []).map(({ ChannelName }) => ChannelName);
      return new Set(names).size < names.length;
    },
    message: "Two channels have the same name.",
    fix: "Give each ChannelName once.",
  },
];
