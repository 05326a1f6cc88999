import type { NativeRequest } from "@switchyard/core";
import type { CreateHyperParameterTuningJobRequest, CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";

type Recursive<T> = T extends readonly (infer Item)[]
  ? readonly Recursive<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Recursive<T[K]> }
    : T;

/** Any part of Amazon's own CreateTrainingJobRequest, for `platforms.sagemaker`. */
export type SageMakerTraining = Recursive<CreateTrainingJobRequest>;

/** The one request of a training plan. Text that is not known offline stands in the body as a placeholder. */
export interface TrainingRequest extends NativeRequest {
  readonly step: "job";
  readonly service: "sagemaker";
  readonly operation: "CreateTrainingJob";
  readonly body: CreateTrainingJobRequest;
}

/** A search has none of a training job's own members, so that one may be asked for without telling the two apart. */
type WithoutJob = {
  readonly [K in Exclude<keyof CreateTrainingJobRequest, keyof CreateHyperParameterTuningJobRequest>]?: undefined;
};

/** The one request of a search's plan. */
export interface TuningRequest extends NativeRequest {
  readonly step: "search";
  readonly service: "sagemaker";
  readonly operation: "CreateHyperParameterTuningJob";
  readonly body: CreateHyperParameterTuningJobRequest & WithoutJob;
}

/** The one request of a SageMaker plan. `operation` tells them apart. */
export type SageMakerRequest = TrainingRequest | TuningRequest;

/** SageMaker's entry in the registry of platforms. */
export interface SageMakerTypes {
  readonly training: SageMakerTraining;
  readonly request: SageMakerRequest;
}

declare module "@switchyard/core" {
  interface PlatformRegistry {
    sagemaker: SageMakerTypes;
  }
}
