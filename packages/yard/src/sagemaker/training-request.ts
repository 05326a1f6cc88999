import type { JsonObject } from "../json.ts";

/** The parts of CreateTrainingJob that the yard acts on. A request has passed Amazon's model before it gets this type. */
export interface TrainingRequest extends JsonObject {
  readonly TrainingJobName: string;
  readonly RoleArn: string;
  readonly OutputDataConfig: { readonly S3OutputPath: string; readonly CompressionType?: "GZIP" | "NONE" };
  readonly AlgorithmSpecification?: AlgorithmSpecification;
  readonly ResourceConfig?: ResourceConfig;
  readonly StoppingCondition?: { readonly MaxRuntimeInSeconds?: number; readonly MaxWaitTimeInSeconds?: number };
  readonly HyperParameters?: Readonly<Record<string, string>>;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly InputDataConfig?: readonly Channel[];
  readonly CheckpointConfig?: { readonly S3Uri: string; readonly LocalPath?: string };
  readonly EnableManagedSpotTraining?: boolean;
  readonly Tags?: readonly Tag[];
}

export interface AlgorithmSpecification extends JsonObject {
  readonly TrainingImage?: string;
  readonly AlgorithmName?: string;
  readonly TrainingInputMode: string;
  readonly ContainerEntrypoint?: readonly string[];
  readonly ContainerArguments?: readonly string[];
}

export interface ResourceConfig extends JsonObject {
  readonly InstanceType?: string;
  readonly InstanceCount?: number;
  readonly InstanceGroups?: readonly InstanceGroup[];
}

export interface InstanceGroup extends JsonObject {
  readonly InstanceGroupName: string;
  readonly InstanceType?: string;
  readonly InstanceCount?: number;
}

export interface Channel extends JsonObject {
  readonly ChannelName: string;
  readonly ContentType?: string;
  readonly RecordWrapperType?: string;
  readonly InputMode?: string;
  readonly DataSource: {
    readonly S3DataSource?: {
      readonly S3DataType: string;
      readonly S3Uri: string;
      readonly S3DataDistributionType?: string;
    };
  };
}

export interface Tag extends JsonObject {
  readonly Key: string;
  readonly Value: string;
}

/** The groups of instances that a job asks for; a job without groups is one group, under the service's own name for it. */
export function instanceGroups(request: TrainingRequest): InstanceGroup[] {
  const { InstanceGroups, InstanceType = "", InstanceCount = 1 } = request.ResourceConfig ?? {};
  return InstanceGroups
    ? [...InstanceGroups]
    : [{ InstanceGroupName: "homogeneousCluster", InstanceType, InstanceCount }];
}
