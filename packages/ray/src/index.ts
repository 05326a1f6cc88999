/** Training on Ray: jobs on a cluster that exists, and plans of KubeRay's RayJob manifests. */
export { createRay } from "./platform.ts";
export type { Ray } from "./platform.ts";
export type { KubeRaySettings, Provided, RaySettings } from "./settings.ts";
export type {
  JobSubmitRequest,
  RayJob,
  RayRequest,
  RayTraining,
  RayTypes,
  TrainConfiguration,
} from "./native-types.ts";
