import type { TrainerSpec } from "@switchyard/core";

const megabytes = 12;

/** Bytes that do not compress, the same in every run. */
function noise(bytes: number): Buffer {
  let state = 20_260_801;
  return Buffer.from(
    Uint32Array.from({ length: bytes / 4 }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)).buffer,
  );
}

/** The source folder: larger than one part of an upload. */
export const files: Readonly<Record<string, Buffer>> = {
  "train.py": Buffer.from("print('not run: moto runs nothing')\n"),
  "umlaut ä.txt": Buffer.from("grüße\n"),
  "noise.bin": noise(megabytes * 1024 * 1024),
};

/** What moto's description holds of a request; of the rest it keeps nothing, or something else. */
export const echoed = [
  "TrainingJobName",
  "RoleArn",
  "InputDataConfig",
  "OutputDataConfig",
  "ResourceConfig",
  "StoppingCondition",
  "EnableManagedSpotTraining",
] as const;

/** Something of everything that a request can hold. */
export const spec = {
  name: "against-moto",
  source: ".",
  entryPoint: "train.py",
  args: { num_train_epochs: 2, learning_rate: 3e-5 },
  resources: { accelerator: "A10G", nodes: 2, spot: true, maxRuntime: "2h" },
  environment: { secrets: { HF_TOKEN: { env: "SWITCHYARD_TEST_TOKEN" } } },
  inputs: { train: "s3://bucket/data/" },
  platforms: { sagemaker: { RetryStrategy: { MaximumRetryAttempts: 3 }, Tags: [{ Key: "team", Value: "nlp" }] } },
} satisfies TrainerSpec;
