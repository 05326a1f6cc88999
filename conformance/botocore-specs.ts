import fc from "fast-check";
import type { TrainerSpec } from "@switchyard/core";
import { machines } from "../packages/sagemaker/src/machines.data.ts";

const letters = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,38}[a-zA-Z0-9]$/);
const variable = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/);
const bucketUri = fc.stringMatching(/^s3:\/\/[a-z0-9]{3,20}(\/[a-z0-9-]{1,12}){0,3}\/?$/);
const optional = { requiredKeys: [] };

/** Machines that SageMaker has, so that most specs translate. */
const resources = fc
  .record({
    machine: fc.constantFrom(...machines.filter(({ vcpu }) => vcpu >= 4)),
    nodes: fc.constantFrom(1, 1, 2, 16),
    spot: fc.boolean(),
    maxRuntime: fc.option(fc.constantFrom("10m", "90m", "6h", "5d"), { nil: undefined }),
    disk: fc.option(fc.constantFrom("30GB", "500GB", "2TB"), { nil: undefined }),
  })
  .map(({ machine, maxRuntime, disk, ...rest }): NonNullable<TrainerSpec["resources"]> => ({
    accelerator: machine.accelerator,
    acceleratorsPerNode: Math.max(1, machine.count),
    ...rest,
    ...(maxRuntime === undefined ? {} : { maxRuntime }),
    ...(disk === undefined ? {} : { disk }),
  }));

const environment = fc.record(
  {
    transformers: fc.constantFrom("5", "4.56", "4.46.1"),
    variables: fc.dictionary(variable, fc.string({ maxLength: 60 }), { maxKeys: 3 }),
    secrets: fc.dictionary(variable, fc.record({ env: variable }), { maxKeys: 2 }),
  },
  optional,
);

const overrides = fc.record(
  {
    Tags: fc.uniqueArray(
      fc.record({ Key: fc.stringMatching(/^[a-z]{1,20}$/), Value: fc.stringMatching(/^[a-z0-9 ]{0,30}$/) }),
      {
        selector: ({ Key }) => Key,
        maxLength: 4,
      },
    ),
    RetryStrategy: fc.record({ MaximumRetryAttempts: fc.integer({ min: 1, max: 30 }) }),
    EnableNetworkIsolation: fc.boolean(),
    EnableInterContainerTrafficEncryption: fc.boolean(),
    VpcConfig: fc.record({
      Subnets: fc.array(fc.stringMatching(/^subnet-[0-9a-f]{8}$/), { minLength: 1, maxLength: 3 }),
      SecurityGroupIds: fc.array(fc.stringMatching(/^sg-[0-9a-f]{8}$/), { minLength: 1, maxLength: 2 }),
    }),
    CheckpointConfig: fc.record({ S3Uri: bucketUri, LocalPath: fc.constant("/opt/ml/checkpoints") }),
    Environment: fc.dictionary(variable, fc.stringMatching(/^[ -~]{0,60}$/), { maxKeys: 3 }),
    OutputDataConfig: fc.record({ CompressionType: fc.constantFrom("NONE", "GZIP") }),
    StoppingCondition: fc.record({ MaxPendingTimeInSeconds: fc.integer({ min: 7200, max: 100_000 }) }),
  },
  optional,
);

/** Specs as users write them: accelerators, counts, spot, disks, inputs, secrets, overrides, and names up to the longest. */
export const anySpec: fc.Arbitrary<TrainerSpec> = fc.record(
  {
    name: letters,
    source: fc.constant("."),
    entryPoint: fc.constant("train.py"),
    args: fc.record(
      { num_train_epochs: fc.integer({ min: 1, max: 9 }), learning_rate: fc.constantFrom(1e-5, 3e-4) },
      optional,
    ),
    scriptArgs: fc.dictionary(
      fc.stringMatching(/^[a-z]{3,12}$/),
      fc.oneof(fc.integer(), fc.string({ maxLength: 20 })),
      { maxKeys: 3 },
    ),
    resources,
    environment,
    inputs: fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), bucketUri, { maxKeys: 3 }),
    platforms: fc.record({ sagemaker: overrides }),
  },
  { requiredKeys: ["name", "source", "entryPoint"] },
) as fc.Arbitrary<TrainerSpec>;

/** A spec whose body has something of everything in it. */
export const richSpec: TrainerSpec = {
  name: "rich",
  source: ".",
  entryPoint: "train.py",
  resources: { accelerator: "A10G", nodes: 2, spot: true, maxRuntime: "2h", disk: "100GB" },
  environment: { secrets: { HF_TOKEN: { env: "HF_TOKEN" } } },
  inputs: { train: "s3://bucket/data/" },
  platforms: {
    sagemaker: {
      RetryStrategy: { MaximumRetryAttempts: 3 },
      EnableNetworkIsolation: false,
      VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      CheckpointConfig: { S3Uri: "s3://bucket/checkpoints" },
    },
  },
};
