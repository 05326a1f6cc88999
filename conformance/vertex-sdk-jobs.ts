import type { Study, TrainerSpec } from "@switchyard/core";
import type { VertexSettings } from "@switchyard/vertex";
import { customJobs } from "./vertex-sdk-custom-jobs.ts";
import {
  a100,
  base,
  container,
  image,
  kmsKey,
  l4,
  network,
  on,
  pools,
  serviceAccount,
  together,
  type SharedJob,
  type PythonJob,
  type Values,
} from "./vertex-sdk-words.ts";

const pipeline = (
  title: string,
  spec: Partial<TrainerSpec>,
  submit: Values,
  settings?: VertexSettings,
  make: Values = {},
): SharedJob => ({
  title: `a training pipeline with ${title}`,
  spec,
  python: {
    kind: "CustomContainerTrainingJob",
    make: { display_name: "{job}", container_uri: image, command: container.command, ...make },
    submit: { base_output_dir: base, machine_type: "e2-standard-4", ...submit },
  },
  ...(settings === undefined ? {} : { settings }),
});

const pipelines: readonly SharedJob[] = [
  pipeline("nothing but a script", {}, {}),
  pipeline("a GPU", on("L4"), l4),
  pipeline("three nodes", on("A100-80GB", 8, 3), { ...a100, replica_count: 3, ...together }),
  pipeline(
    "spot machines",
    { resources: { accelerator: "L4", spot: true, maxRuntime: "2h" } },
    {
      ...l4,
      scheduling_strategy: "SPOT",
      timeout: 7200,
    },
  ),
  pipeline(
    "an account, a network and a key",
    {},
    { service_account: serviceAccount, network },
    { serviceAccount, network, encryptionKey: kmsKey },
    { training_encryption_spec_key_name: kmsKey },
  ),
  pipeline("a disk", { resources: { accelerator: "L4", disk: "200GB" } }, { ...l4, boot_disk_size_gb: 200 }),
];

const search = (
  title: string,
  study: Partial<Study>,
  parameters: NonNullable<PythonJob["parameters"]>,
  make: Values = {},
): SharedJob => ({
  title: `a search ${title}`,
  spec: { resources: { accelerator: "L4" } },
  study: {
    objective: { metric: "eval_loss", goal: "minimize" },
    trials: 8,
    parallel: 2,
    space: { learning_rate: { min: 0.25, max: 0.5 } },
    ...study,
  },
  python: {
    kind: "HyperparameterTuningJob",
    make: {
      display_name: "{job}",
      metric_spec: { eval_loss: "minimize" },
      max_trial_count: 8,
      parallel_trial_count: 2,
      ...make,
    },
    trial: { display_name: "{job}", worker_pool_specs: pools(l4), base_output_dir: base },
    parameters,
  },
});

const learningRate = { learning_rate: ["DoubleParameterSpec", { min: 0.25, max: 0.5, scale: "linear" }] } as const;

const searches: readonly SharedJob[] = [
  search("that is Bayesian", {}, learningRate),
  search("at random", { search: "random" }, learningRate, { search_algorithm: "random" }),
  search(
    "over a grid",
    { search: "grid", space: { per_device_train_batch_size: { min: 1, max: 4 }, seed: [1, 2, 3] } },
    {
      per_device_train_batch_size: ["IntegerParameterSpec", { min: 1, max: 4, scale: "linear" }],
      seed: ["DiscreteParameterSpec", { values: [1, 2, 3], scale: "linear" }],
    },
    { search_algorithm: "grid" },
  ),
  search(
    "for the greatest, of words and on a logarithmic scale",
    {
      objective: { metric: "eval_f1", goal: "maximize" },
      space: {
        learning_rate: { min: 1e-5, max: 1e-3, scale: "log" },
        optim: ["adamw_torch", "adafactor"],
      },
    },
    {
      learning_rate: ["DoubleParameterSpec", { min: 1e-5, max: 1e-3, scale: "log" }],
      optim: ["CategoricalParameterSpec", { values: ["adamw_torch", "adafactor"] }],
    },
    { metric_spec: { eval_f1: "maximize" } },
  ),
];

/** At least thirty training jobs, some of them also as the SDK's training pipelines, and searches. */
export const sharedJobs: readonly SharedJob[] = [...customJobs, ...pipelines, ...searches];
