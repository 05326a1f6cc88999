import type { RayTraining } from "../src/native-types.ts";

type Pair = readonly [RayTraining, RayTraining];
type Part<K extends keyof RayTraining> = NonNullable<RayTraining[K]>;

/** One part of the overrides, twice. */
const both = <K extends keyof RayTraining>(part: K, one: Part<K>, other: Part<K>): Pair => [
  { [part]: one } as RayTraining,
  { [part]: other } as RayTraining,
];

/** Unlike values of every member of a submission. */
export const jobPairs: readonly Pair[] = [
  both("job", { entrypoint: "one" }, { entrypoint: "two" }),
  both("job", { submission_id: "one" }, { submission_id: "two" }),
  both("job", { metadata: { team: "a" } }, { metadata: { team: "b" } }),
  both("job", { entrypoint_num_cpus: 1 }, { entrypoint_num_cpus: 2 }),
  both("job", { entrypoint_num_gpus: 0 }, { entrypoint_num_gpus: 0.5 }),
  both("job", { entrypoint_memory: 1000 }, { entrypoint_memory: 1001 }),
  both("job", { entrypoint_resources: { a: 1 } }, { entrypoint_resources: { a: 2 } }),
  both("job", { entrypoint_label_selector: { zone: "a" } }, { entrypoint_label_selector: { zone: "b" } }),
  both("job", { runtime_env: { env_vars: { A: "1" } } }, { runtime_env: { env_vars: { A: "2" } } }),
  both("job", { runtime_env: { pip: ["torch==2.1"] } }, { runtime_env: { pip: ["torch==2.2"] } }),
  both(
    "job",
    { runtime_env: { uv: { packages: ["a"], uv_check: true } } },
    { runtime_env: { uv: { packages: ["a"] } } },
  ),
  both(
    "job",
    { runtime_env: { config: { setup_timeout_seconds: 3 } } },
    { runtime_env: { config: { setup_timeout_seconds: 4 } } },
  ),
];

/** Unlike values of Ray Train's configuration, in all of its parts. */
export const trainPairs: readonly Pair[] = [
  both("train", { scaling_config: { num_workers: 1 } }, { scaling_config: { num_workers: [1, 2] } }),
  both(
    "train",
    { scaling_config: { placement_strategy: "PACK" } },
    { scaling_config: { placement_strategy: "SPREAD" } },
  ),
  both(
    "train",
    { scaling_config: { resources_per_worker: { CPU: 1 } } },
    { scaling_config: { resources_per_worker: { CPU: 2 } } },
  ),
  both(
    "train",
    { scaling_config: { label_selector: { zone: "a" } } },
    { scaling_config: { label_selector: { zone: "b" } } },
  ),
  both("train", { failure_config: { max_failures: 2 } }, { failure_config: { max_failures: 3 } }),
  both(
    "train",
    { failure_config: { controller_failure_limit: 2 } },
    { failure_config: { controller_failure_limit: 3 } },
  ),
  both("train", { checkpoint_config: { num_to_keep: 2 } }, { checkpoint_config: { num_to_keep: 3 } }),
  both(
    "train",
    { checkpoint_config: { checkpoint_score_attribute: "eval_loss", checkpoint_score_order: "min" } },
    { checkpoint_config: { checkpoint_score_attribute: "eval_loss", checkpoint_score_order: "max" } },
  ),
  both("train", { torch_config: { backend: "nccl" } }, { torch_config: { backend: "gloo" } }),
  both("train", { torch_config: { timeout_s: 600 } }, { torch_config: { timeout_s: 601 } }),
];

const podOf = (priorityClassName: string) => ({
  spec: { rayClusterSpec: { headGroupSpec: { template: { spec: { priorityClassName } } } } },
});
const workers = (maxReplicas: number) => ({
  spec: { rayClusterSpec: { workerGroupSpecs: [{ groupName: "workers", maxReplicas }] } },
});

/** Unlike values of a manifest, from its metadata down to its pods. */
export const manifestPairs: readonly Pair[] = [
  both("rayJob", { metadata: { annotations: { a: "1" } } }, { metadata: { annotations: { a: "2" } } }),
  both("rayJob", { metadata: { labels: { a: "1" } } }, { metadata: { labels: { b: "1" } } }),
  both("rayJob", { metadata: { name: "one" } }, { metadata: { name: "two" } }),
  both("rayJob", { spec: { backoffLimit: 2 } }, { spec: { backoffLimit: 3 } }),
  both("rayJob", { spec: { ttlSecondsAfterFinished: 60 } }, { spec: { ttlSecondsAfterFinished: 61 } }),
  both("rayJob", { spec: { shutdownAfterJobFinishes: true } }, { spec: { shutdownAfterJobFinishes: false } }),
  both("rayJob", { spec: { suspend: true } }, { spec: { suspend: false } }),
  both("rayJob", { spec: { entrypointNumCpus: 1 } }, { spec: { entrypointNumCpus: 2 } }),
  both("rayJob", { spec: { metadata: { team: "a" } } }, { spec: { metadata: { team: "b" } } }),
  both("rayJob", podOf("high"), podOf("low")),
  both("rayJob", workers(7), workers(8)),
];
