import type { TrainerSpec } from "@switchyard/core";
import type { SharedJob } from "./sagemaker-sdk-jobs.ts";

const overridden = (sagemaker: object): Partial<TrainerSpec> => ({ platforms: { sagemaker } }) as Partial<TrainerSpec>;
const p4d = { accelerator: "A100-40GB", acceleratorsPerNode: 8, nodes: 2 } as const;
const smpImage = "658645717510.dkr.ecr.us-east-1.amazonaws.com/smdistributed-modelparallel:2.4.1-gpu-py311-cu121";

const machine = (accelerator: string, acceleratorsPerNode: number, instance_type: string): SharedJob => ({
  title: `${acceleratorsPerNode} x ${accelerator}`,
  spec: { resources: { accelerator, acceleratorsPerNode } } as Partial<TrainerSpec>,
  estimator: { instance_type },
});

/** Jobs that one of the two SDKs has words for. */
export const jobsOfOne: readonly SharedJob[] = [
  machine("T4", 4, "ml.g4dn.12xlarge"),
  machine("V100-16GB", 8, "ml.p3.16xlarge"),
  machine("H100", 8, "ml.p5.48xlarge"),
  {
    title: "torchrun by SageMaker's own launcher",
    spec: { resources: p4d, launch: { kind: "native" }, args: { num_train_epochs: 2 } },
    estimator: {
      instance_type: "ml.p4d.24xlarge",
      instance_count: 2,
      distribution: { torch_distributed: { enabled: true } },
    },
  },
  {
    title: "the model parallelism library in its own image",
    spec: {
      resources: p4d,
      launch: { kind: "native" },
      environment: { image: smpImage },
      ...overridden({ HyperParameters: { mp_parameters: '{"hybrid_shard_degree": 8}' } }),
    },
    estimator: {
      image_uri: smpImage,
      instance_type: "ml.p4d.24xlarge",
      instance_count: 2,
      distribution: {
        torch_distributed: { enabled: true },
        smdistributed: { modelparallel: { enabled: true, parameters: { hybrid_shard_degree: 8 } } },
      },
    },
  },
  {
    title: "the model parallelism library under ModelTrainer",
    spec: {
      resources: p4d,
      launch: { kind: "native" },
      environment: { image: smpImage },
      ...overridden({ HyperParameters: { mp_parameters: '{"hybrid_shard_degree": 8}' } }),
    },
    trainer: {
      training_image: smpImage,
      compute: { instance_type: "ml.p4d.24xlarge", instance_count: 2, volume_size_in_gb: 30 },
      torchrun: { smp: { hybrid_shard_degree: 8 } },
    },
  },
  {
    title: "torchrun under ModelTrainer",
    spec: { resources: p4d },
    trainer: {
      compute: { instance_type: "ml.p4d.24xlarge", instance_count: 2, volume_size_in_gb: 30 },
      torchrun: {},
    },
  },
  {
    title: "instance groups",
    spec: {
      resources: { accelerator: "A10G", acceleratorsPerNode: 4 },
      ...overridden({
        ResourceConfig: {
          InstanceGroups: [
            { InstanceGroupName: "prepare", InstanceType: "ml.m5.4xlarge", InstanceCount: 1 },
            { InstanceGroupName: "train", InstanceType: "ml.g5.12xlarge", InstanceCount: 2 },
          ],
        },
      }),
    },
    estimator: {
      instance_type: null,
      instance_count: null,
      image_uri:
        "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:2.8.0-transformers4.56.2-gpu-py312-cu129-ubuntu22.04",
      instance_groups: [
        { instance_group_name: "prepare", instance_type: "ml.m5.4xlarge", instance_count: 1 },
        { instance_group_name: "train", instance_type: "ml.g5.12xlarge", instance_count: 2 },
      ],
    },
  },
  {
    title: "a piped channel of an augmented manifest",
    spec: {
      ...overridden({
        InputDataConfig: [
          {
            ChannelName: "train",
            InputMode: "Pipe",
            RecordWrapperType: "RecordIO",
            CompressionType: "Gzip",
            ContentType: "application/jsonlines",
            DataSource: {
              S3DataSource: {
                S3DataType: "AugmentedManifestFile",
                S3DataDistributionType: "FullyReplicated",
                S3Uri: "s3://bucket/imdb.manifest",
                AttributeNames: ["source-ref"],
              },
            },
          },
        ],
      }),
    },
    estimator: {},
    inputs: {
      train: {
        s3_data: "s3://bucket/imdb.manifest",
        input_mode: "Pipe",
        record_wrapping: "RecordIO",
        compression: "Gzip",
        content_type: "application/jsonlines",
        s3_data_type: "AugmentedManifestFile",
        attribute_names: ["source-ref"],
      },
    },
  },
  {
    title: "FastFile as the mode of all channels, which are EFS",
    spec: overridden({
      VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      AlgorithmSpecification: { TrainingInputMode: "FastFile" },
      InputDataConfig: [
        {
          ChannelName: "home",
          DataSource: {
            FileSystemDataSource: {
              FileSystemId: "fs-0a1b2c3d4e5f",
              FileSystemType: "EFS",
              DirectoryPath: "/home",
              FileSystemAccessMode: "rw",
            },
          },
        },
      ],
    }),
    estimator: { subnets: ["subnet-1"], security_group_ids: ["sg-1"], input_mode: "FastFile" },
    inputs: {
      home: {
        file_system_id: "fs-0a1b2c3d4e5f",
        file_system_type: "EFS",
        directory_path: "/home",
        file_system_access_mode: "rw",
      },
    },
  },
  {
    title: "TensorBoard",
    spec: overridden({
      TensorBoardOutputConfig: { S3OutputPath: "s3://bucket/tensorboard", LocalPath: "/opt/ml/output/tensorboard" },
    }),
    trainer: {},
    with: { tensorboard_output_config: { s3_output_path: "s3://bucket/tensorboard" } },
  },
  {
    title: "the profiler and the debugger's hook, as the SDK asks for them by itself",
    spec: overridden({
      ProfilerConfig: { DisableProfiler: false, S3OutputPath: "s3://bucket/switchyard/models" },
      DebugHookConfig: { S3OutputPath: "s3://bucket/switchyard/models", CollectionConfigurations: [] },
    }),
    estimator: {},
  },
  {
    title: "neither profiler nor debugger",
    spec: {},
    estimator: { disable_profiler: true, debugger_hook_config: false },
  },
  {
    title: "a search by Bayes",
    spec: { inputs: { train: "s3://bucket/imdb/" }, args: { num_train_epochs: 2 } },
    study: {
      objective: { metric: "eval_loss", goal: "minimize" },
      trials: 20,
      parallel: 4,
      space: {
        learning_rate: { min: 0.0001, max: 0.01, scale: "log" },
        per_device_train_batch_size: { min: 8, max: 64 },
        lr_scheduler_type: ["linear", "cosine"],
      },
    },
    estimator: {},
    inputs: { train: "s3://bucket/imdb/" },
    tuner: {
      objective_metric_name: "eval_loss",
      objective_type: "Minimize",
      metric_definitions: [{ Name: "eval_loss", Regex: "'eval_loss': '?([0-9.eE+-]+)" }],
      max_jobs: 20,
      max_parallel_jobs: 4,
      ranges: {
        learning_rate: ["continuous", 0.0001, 0.01, "Logarithmic"],
        per_device_train_batch_size: ["integer", 8, 64, "Linear"],
        lr_scheduler_type: ["categorical", ["linear", "cosine"]],
      },
    },
  },
  {
    title: "a search of a grid, on spot machines",
    spec: { resources: { accelerator: "A10G", spot: true, maxRuntime: "1h" } },
    study: {
      objective: { metric: "eval_accuracy", goal: "maximize" },
      trials: 6,
      search: "grid",
      space: { seed: [1, 2, 3], bf16: [true, false] },
    },
    estimator: { instance_type: "ml.g5.xlarge", use_spot_instances: true, max_run: 3600, max_wait: 7200 },
    tuner: {
      objective_metric_name: "eval_accuracy",
      strategy: "Grid",
      metric_definitions: [{ Name: "eval_accuracy", Regex: "'eval_accuracy': '?([0-9.eE+-]+)" }],
      max_jobs: 6,
      max_parallel_jobs: 1,
      ranges: { seed: ["categorical", [1, 2, 3]], bf16: ["categorical", [true, false]] },
    },
  },
];
