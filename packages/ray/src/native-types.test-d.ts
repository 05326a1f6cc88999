import type { RayTraining } from "./native-types.ts";

/** Every part may be said in part, at any depth. */
export const fine: RayTraining = {
  job: { entrypoint_memory: 1, runtime_env: { config: { eager_install: true } } },
  rayJob: {
    spec: {
      backoffLimit: 1,
      rayClusterSpec: {
        workerGroupSpecs: [{ groupName: "workers", template: { spec: { nodeSelector: { a: "b" } } } }],
      },
    },
  },
  train: { scaling_config: { num_workers: [1, 4] } },
};

// @ts-expect-error a submission has no such field
export const unknown: RayTraining = { job: { entry_point: "python a.py" } };

// @ts-expect-error a number of CPUs is no text
export const wrongType: RayTraining = { job: { entrypoint_num_cpus: "2" } };

// @ts-expect-error a manifest has no such field
export const unknownDeep: RayTraining = { rayJob: { spec: { rayClusterSpec: { rayversion: "2.60.0" } } } };

// @ts-expect-error Ray has no such strategy
export const wrongWord: RayTraining = { train: { scaling_config: { placement_strategy: "PACKED" } } };

// @ts-expect-error a placeholder is what a plan writes, not what a user does
export const placeholder: RayTraining = { rayJob: { spec: { entrypoint: { $setting: "ray.store" } } } };
