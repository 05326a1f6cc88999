/** Planning of training on Ray: job submissions, and KubeRay's RayJob manifests. */
export { createRay } from "./platform.ts";
export type { Ray } from "./platform.ts";
export type { KubeRaySettings, RaySettings } from "./settings.ts";
export type {
  JobSubmitRequest,
  RayJob,
  RayRequest,
  RayTraining,
  RayTypes,
  TrainConfiguration,
} from "./native-types.ts";
