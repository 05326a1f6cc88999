import type { NativeRequest } from "@switchyard/core";
import type { CustomJob, HyperparameterTuningJob } from "./native-types.gen.ts";

type Recursive<T> = T extends readonly (infer Item)[]
  ? readonly Recursive<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Recursive<T[K]> }
    : T;

/** Any part of Google's own CustomJob, for `platforms.vertex`. Worker pools are merged by their position. */
export type VertexTraining = Recursive<CustomJob>;

/** The one request of a training plan. Text that is not known offline stands in the body as a placeholder. */
export interface TrainingRequest extends NativeRequest {
  readonly step: "job";
  readonly service: "vertex";
  readonly operation: "projects.locations.customJobs.create";
  readonly body: CustomJob;
}

/** A search has none of a training job's own members, so that one may be asked for without telling the two apart. */
type WithoutJob = { readonly [K in Exclude<keyof CustomJob, keyof HyperparameterTuningJob>]?: undefined };

/** The one request of a search's plan. */
export interface TuningRequest extends NativeRequest {
  readonly step: "search";
  readonly service: "vertex";
  readonly operation: "projects.locations.hyperparameterTuningJobs.create";
  readonly body: HyperparameterTuningJob & WithoutJob;
}

/** The one request of a Vertex AI plan. `operation` tells them apart. */
export type VertexRequest = TrainingRequest | TuningRequest;

/** Vertex AI's entry in the registry of platforms. */
export interface VertexTypes {
  readonly training: VertexTraining;
  readonly request: VertexRequest;
}

declare module "@switchyard/core" {
  interface PlatformRegistry {
    vertex: VertexTypes;
  }
}
