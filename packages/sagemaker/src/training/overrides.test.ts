import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, plan, problems } from "../../testing/plan.ts";
import type { SageMakerTraining } from "../native-types.ts";

const overridden = (sagemaker: SageMakerTraining, spec: Partial<TrainerSpec> = {}) =>
  plan({ ...spec, platforms: { sagemaker } });

const network = { SecurityGroupIds: ["sg-0a1b2c3d"], Subnets: ["subnet-0a1b2c3d"] };
const fsx = {
  FileSystemDataSource: {
    FileSystemId: "fs-0a1b2c3d4e5f",
    FileSystemType: "FSxLustre",
    FileSystemAccessMode: "ro",
    DirectoryPath: "/fsx/data",
  },
} as const;

/** What the SageMaker SDK has an argument for, and where it is here. */
const carried: readonly [name: string, override: SageMakerTraining][] = [
  ["checkpoint_s3_uri", { CheckpointConfig: { S3Uri: "s3://mine/checkpoints", LocalPath: "/opt/ml/checkpoints" } }],
  ["keep_alive_period_in_seconds", { ResourceConfig: { KeepAlivePeriodInSeconds: 1800 } }],
  ["subnets", { VpcConfig: network }],
  ["volume_kms_key", { ResourceConfig: { VolumeKmsKeyId: "alias/mine" } }],
  ["output_kms_key", { OutputDataConfig: { KmsKeyId: "alias/mine" } }],
  ["disable_output_compression", { OutputDataConfig: { CompressionType: "NONE" } }],
  ["input_mode", { AlgorithmSpecification: { TrainingInputMode: "FastFile" } }],
  ["metric_definitions", { AlgorithmSpecification: { MetricDefinitions: [{ Name: "f1", Regex: "f1=(.*)" }] } }],
  ["max_retry_attempts", { RetryStrategy: { MaximumRetryAttempts: 3 } }],
  ["enable_remote_debug", { RemoteDebugConfig: { EnableRemoteDebug: true } }],
  ["enable_infra_check", { InfraCheckConfig: { EnableInfraCheck: true } }],
  ["enable_session_tag_chaining", { SessionChainingConfig: { EnableSessionTagChaining: true } }],
  [
    "training_plan",
    { ResourceConfig: { TrainingPlanArn: "arn:aws:sagemaker:us-east-1:111122223333:training-plan/mine" } },
  ],
  ["instance_placement_config", { ResourceConfig: { InstancePlacementConfig: { EnableMultipleJobs: true } } }],
  ["max_wait", { EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: 90_000 } }],
  ["encrypt_inter_container_traffic", { EnableInterContainerTrafficEncryption: true }],
  ["enable_network_isolation", { EnableNetworkIsolation: true }],
  [
    "training_repository_access_mode",
    {
      VpcConfig: network,
      AlgorithmSpecification: { TrainingImageConfig: { TrainingRepositoryAccessMode: "Vpc" } },
    },
  ],
  ["tags", { Tags: [{ Key: "team", Value: "nlp" }] }],
  ["hyperparameters, natively", { HyperParameters: { anything: "1" } }],
  ["experiment_config", { ExperimentConfig: { ExperimentName: "mine" } }],
  ["tensorboard_output_config", { TensorBoardOutputConfig: { S3OutputPath: "s3://mine/tensorboard" } }],
  ["debugger_hook_config", { DebugHookConfig: { S3OutputPath: "s3://mine/debug" } }],
  ["profiler_config", { ProfilerConfig: { S3OutputPath: "s3://mine/profile", DisableProfiler: false } }],
  ["a FastFile channel", { InputDataConfig: [{ ChannelName: "train", InputMode: "FastFile" }] }],
  [
    "shuffling",
    { InputDataConfig: [{ ChannelName: "train", ShuffleConfig: { Seed: 3 }, RecordWrapperType: "RecordIO" }] },
  ],
  [
    "a manifest file",
    { InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: { S3DataType: "ManifestFile" } } }] },
  ],
  [
    "sharding",
    {
      InputDataConfig: [
        { ChannelName: "train", DataSource: { S3DataSource: { S3DataDistributionType: "ShardedByS3Key" } } },
      ],
    },
  ],
  [
    "a piped channel of an augmented manifest file",
    {
      InputDataConfig: [
        {
          ChannelName: "stream",
          InputMode: "Pipe",
          CompressionType: "Gzip",
          DataSource: {
            S3DataSource: {
              S3DataType: "AugmentedManifestFile",
              S3Uri: "s3://bucket/imdb.manifest",
              AttributeNames: ["source-ref"],
            },
          },
        },
      ],
    },
  ],
  ["FSx for Lustre", { VpcConfig: network, InputDataConfig: [{ ChannelName: "lustre", DataSource: fsx }] }],
  [
    "EFS",
    {
      VpcConfig: network,
      InputDataConfig: [
        {
          ChannelName: "home",
          DataSource: { FileSystemDataSource: { ...fsx.FileSystemDataSource, FileSystemType: "EFS" } },
        },
      ],
    },
  ],
  ["pending time", { StoppingCondition: { MaxPendingTimeInSeconds: 7200 } }],
  [
    "MLflow",
    { MlflowConfig: { MlflowResourceArn: "arn:aws:sagemaker:us-east-1:111122223333:mlflow-tracking-server/mine" } },
  ],
];

describe("platforms.sagemaker carries", () => {
  it.each(carried)("%s", (_name, override) => {
    const translation = overridden(override, { inputs: { train: "s3://bucket/imdb/" } });
    expect(problems(translation).filter((problem) => problem.startsWith("error"))).toEqual([]);
    const { InputDataConfig, Tags, AlgorithmSpecification, ...plain } = override;
    const { MetricDefinitions, ...algorithm } = AlgorithmSpecification ?? {};
    const body = bodyOf(translation);
    expect(body).toMatchObject(plain);
    expect(body?.AlgorithmSpecification).toMatchObject(algorithm);
    expect(body?.AlgorithmSpecification?.MetricDefinitions).toEqual(
      expect.arrayContaining([...(MetricDefinitions ?? [])]),
    );
    expect(body?.Tags).toEqual(expect.arrayContaining([...(Tags ?? [])]));
    for (const channel of InputDataConfig ?? [])
      expect(body?.InputDataConfig?.find(({ ChannelName }) => ChannelName === channel.ChannelName)).toMatchObject(
        channel,
      );
  });

  it("no pipe in place of an input's folder", () => {
    const channel = { ChannelName: "train", InputMode: "Pipe" } as const;
    const translation = overridden({ InputDataConfig: [channel] }, { inputs: { train: "s3://bucket/imdb/" } });
    expect(problems(translation)).toEqual(["error unsupported platforms.sagemaker.InputDataConfig[0].InputMode"]);
  });

  it("instance groups, in place of the machine that the resources would choose", () => {
    const InstanceGroups = [
      { InstanceGroupName: "prepare", InstanceType: "ml.m5.4xlarge", InstanceCount: 1 },
      { InstanceGroupName: "train", InstanceType: "ml.g5.12xlarge", InstanceCount: 2 },
    ] as const;
    const translation = overridden(
      {
        ResourceConfig: { InstanceGroups },
        InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: { InstanceGroupNames: ["train"] } } }],
      },
      { inputs: { train: "s3://bucket/imdb/" }, resources: { accelerator: "A10G", acceleratorsPerNode: 4 } },
    );
    expect(bodyOf(translation)?.ResourceConfig).toEqual({ VolumeSizeInGB: 30, InstanceGroups });
    expect(translation.machine).toMatchObject({ type: "ml.m5.4xlarge", nodes: 3 });
    const path = "platforms.sagemaker.ResourceConfig.InstanceGroups";
    expect(problems(translation)).toEqual([`warning instance-groups ${path}`, `warning other-machine ${path}`]);
    expect(problems(overridden({ ResourceConfig: { InstanceGroups, KeepAlivePeriodInSeconds: 60 } }))).toContain(
      `warning doubtful-pair ${path}`,
    );
  });
});

it("whatever is overridden with whatever, a plan comes out of it", () => {
  const odd = fc.constantFrom(null, 7, "x", [], [null], {}, { x: 1 }, true);
  const names = [
    ...carried.flatMap(([, override]) => Object.keys(override)),
    "TrainingJobName",
    "InstanceGroups",
    "InputDataConfig",
  ];
  const override = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(
      odd,
      fc.dictionary(fc.constantFrom("InstanceGroups", "MetricDefinitions", "sagemaker_program", "DataSource"), odd),
    ),
  );
  fc.assert(
    fc.property(override, fc.constantFrom("spawn", "native"), (sagemaker, kind) => {
      const spec = { platforms: { sagemaker }, launch: { kind } } as Partial<TrainerSpec>;
      expect(plan(spec).requests).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});
