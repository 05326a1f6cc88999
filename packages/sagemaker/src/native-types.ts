import type { NativeRequest } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";

type Recursive<T> = T extends readonly (infer Item)[]
  ? readonly Recursive<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Recursive<T[K]> }
    : T;

/** Any part of Amazon's own CreateTrainingJobRequest, for `platforms.sagemaker`. */
export type SageMakerTraining = Recursive<CreateTrainingJobRequest>;

/** The one request of a SageMaker plan. Text that is not known offline stands in the body as a placeholder. */
export interface SageMakerRequest extends NativeRequest {
  readonly step: "job";
  readonly service: "sagemaker";
  readonly operation: "CreateTrainingJob";
  readonly body: CreateTrainingJobRequest;
}

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
