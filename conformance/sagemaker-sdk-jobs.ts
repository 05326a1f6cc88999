import type { Study, TrainerSpec } from "@switchyard/core";

/** One training job, told to us and, in their own words, to classes of Amazon's Python SDK. */
export interface SharedJob {
  readonly title: string;
  readonly spec: Partial<TrainerSpec>;
  readonly study?: Study;
  /** Arguments of HuggingFace of sagemaker 2.x; `{name}` is the job's name. */
  readonly estimator?: Members;
  /** Channels for its `fit()`. */
  readonly inputs?: Members;
  /** Arguments of HyperparameterTuner around it. */
  readonly tuner?: Members;
  /** Arguments of ModelTrainer of sagemaker 3.x. */
  readonly trainer?: Members;
  /** Its `with_…` methods and their configurations. */
  readonly with?: Members;
}

export type Members = Readonly<Record<string, unknown>>;

export const settings = {
  region: "us-east-1",
  role: "arn:aws:iam::111122223333:role/Training",
  store: "s3://bucket/switchyard",
};

/** The release that the newest image of the SDK 2 has; that of 3 takes any image. */
export const release = "4.56.2";

const network = { subnets: ["subnet-1"], security_group_ids: ["sg-1"] };
const VpcConfig = { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] };
const training = { args: { num_train_epochs: 3, learning_rate: 3e-5, output_dir: "{model}" } };
const imdb = { inputs: { train: "s3://bucket/imdb/" } };
const trainChannel = (more: Members): Members => ({ channel_name: "train", data_source: "s3://bucket/imdb/", ...more });
const overridden = (sagemaker: object): Partial<TrainerSpec> => ({ platforms: { sagemaker } }) as Partial<TrainerSpec>;

/** Jobs of both SDKs: what each of the two has an argument for. */
export const jobsOfBoth: readonly SharedJob[] = [
  { title: "a script alone", spec: {}, estimator: {}, trainer: {} },
  {
    title: "arguments of the Trainer and of the script",
    spec: { ...training, scriptArgs: { model_name_or_path: "bert-base-uncased", max_length: 128 } },
    estimator: {},
    trainer: {},
  },
  {
    title: "an input",
    spec: imdb,
    estimator: {},
    inputs: { train: "s3://bucket/imdb/" },
    trainer: { channels: [trainChannel({})] },
  },
  {
    title: "two nodes of four GPUs for two hours",
    spec: { resources: { accelerator: "A10G", acceleratorsPerNode: 4, nodes: 2, maxRuntime: "2h" } },
    estimator: { instance_type: "ml.g5.12xlarge", instance_count: 2, max_run: 7200 },
    trainer: {
      compute: { instance_type: "ml.g5.12xlarge", instance_count: 2, volume_size_in_gb: 30 },
      stopping_condition: { max_runtime_in_seconds: 7200 },
    },
  },
  {
    title: "a larger disk with a key",
    spec: {
      resources: { accelerator: "V100-16GB", disk: "200GB" },
      ...overridden({ ResourceConfig: { VolumeKmsKeyId: "alias/mine" }, OutputDataConfig: { KmsKeyId: "alias/out" } }),
    },
    estimator: {
      instance_type: "ml.p3.2xlarge",
      volume_size: 200,
      volume_kms_key: "alias/mine",
      output_kms_key: "alias/out",
    },
    trainer: {
      compute: {
        instance_type: "ml.p3.2xlarge",
        instance_count: 1,
        volume_size_in_gb: 200,
        volume_kms_key_id: "alias/mine",
      },
      output_data_config: { s3_output_path: "s3://bucket/switchyard/models", kms_key_id: "alias/out" },
    },
  },
  {
    title: "spot with checkpoints of its own place",
    spec: {
      resources: { spot: true, maxRuntime: "1h" },
      ...overridden({ CheckpointConfig: { S3Uri: "s3://mine/checkpoints" } }),
    },
    estimator: {
      use_spot_instances: true,
      max_run: 3600,
      max_wait: 7200,
      checkpoint_s3_uri: "s3://mine/checkpoints",
      checkpoint_local_path: "/opt/ml/checkpoints",
    },
    trainer: {
      compute: {
        instance_type: "ml.g5.xlarge",
        instance_count: 1,
        volume_size_in_gb: 30,
        enable_managed_spot_training: true,
      },
      stopping_condition: { max_runtime_in_seconds: 3600, max_wait_time_in_seconds: 7200 },
      checkpoint_config: { s3_uri: "s3://mine/checkpoints", local_path: "/opt/ml/checkpoints" },
    },
  },
  {
    title: "a warm pool",
    spec: overridden({ ResourceConfig: { KeepAlivePeriodInSeconds: 1800 } }),
    estimator: { keep_alive_period_in_seconds: 1800 },
    trainer: {
      compute: {
        instance_type: "ml.g5.xlarge",
        instance_count: 1,
        volume_size_in_gb: 30,
        keep_alive_period_in_seconds: 1800,
      },
    },
  },
  {
    title: "a network, encrypted and isolated",
    spec: overridden({ VpcConfig, EnableInterContainerTrafficEncryption: true, EnableNetworkIsolation: true }),
    estimator: { ...network, encrypt_inter_container_traffic: true, enable_network_isolation: true },
    trainer: {
      networking: { ...network, enable_inter_container_traffic_encryption: true, enable_network_isolation: true },
    },
  },
  {
    title: "attempts and checks",
    spec: overridden({
      RetryStrategy: { MaximumRetryAttempts: 3 },
      RemoteDebugConfig: { EnableRemoteDebug: true },
      InfraCheckConfig: { EnableInfraCheck: true },
      SessionChainingConfig: { EnableSessionTagChaining: true },
    }),
    estimator: {
      max_retry_attempts: 3,
      enable_remote_debug: true,
      enable_infra_check: true,
      enable_session_tag_chaining: true,
    },
    trainer: {},
    with: {
      retry_strategy: { maximum_retry_attempts: 3 },
      remote_debug_config: { enable_remote_debug: true },
      infra_check_config: { enable_infra_check: true },
      session_chaining_config: { enable_session_tag_chaining: true },
    },
  },
  {
    title: "a training plan",
    spec: overridden({
      ResourceConfig: { TrainingPlanArn: "arn:aws:sagemaker:us-east-1:111122223333:training-plan/mine" },
    }),
    estimator: { training_plan: "arn:aws:sagemaker:us-east-1:111122223333:training-plan/mine" },
    trainer: {
      compute: {
        instance_type: "ml.g5.xlarge",
        instance_count: 1,
        volume_size_in_gb: 30,
        training_plan_arn: "arn:aws:sagemaker:us-east-1:111122223333:training-plan/mine",
      },
    },
  },
  {
    title: "metrics, tags and variables",
    spec: overridden({
      AlgorithmSpecification: { MetricDefinitions: [{ Name: "f1", Regex: "f1=(.*)" }] },
      Tags: [{ Key: "team", Value: "nlp" }],
      Environment: { MODE: "fast" },
    }),
    estimator: {
      metric_definitions: [{ Name: "f1", Regex: "f1=(.*)" }],
      tags: [{ Key: "team", Value: "nlp" }],
      environment: { MODE: "fast" },
    },
    trainer: { tags: [{ key: "team", value: "nlp" }], environment: { MODE: "fast" } },
    with: { metric_definition: [{ name: "f1", regex: "f1=(.*)" }] },
  },
  {
    title: "a FastFile channel that is sharded and shuffled",
    spec: {
      ...imdb,
      ...overridden({
        InputDataConfig: [
          {
            ChannelName: "train",
            InputMode: "FastFile",
            ShuffleConfig: { Seed: 3 },
            DataSource: { S3DataSource: { S3DataDistributionType: "ShardedByS3Key" } },
          },
        ],
      }),
    },
    estimator: {},
    inputs: {
      train: {
        s3_data: "s3://bucket/imdb/",
        input_mode: "FastFile",
        distribution: "ShardedByS3Key",
        shuffle_seed: 3,
      },
    },
    trainer: {
      channels: [
        {
          channel_name: "train",
          input_mode: "FastFile",
          shuffle_config: { seed: 3 },
          data_source: {
            s3_data_source: {
              s3_data_type: "S3Prefix",
              s3_uri: "s3://bucket/imdb/",
              s3_data_distribution_type: "ShardedByS3Key",
            },
          },
        },
      ],
    },
  },
  {
    title: "FSx for Lustre",
    spec: overridden({
      VpcConfig,
      InputDataConfig: [
        {
          ChannelName: "lustre",
          DataSource: {
            FileSystemDataSource: {
              FileSystemId: "fs-0a1b2c3d4e5f",
              FileSystemType: "FSxLustre",
              DirectoryPath: "/fsx/imdb",
              FileSystemAccessMode: "ro",
            },
          },
        },
      ],
    }),
    estimator: network,
    inputs: {
      lustre: { file_system_id: "fs-0a1b2c3d4e5f", file_system_type: "FSxLustre", directory_path: "/fsx/imdb" },
    },
    trainer: {
      networking: network,
      channels: [
        {
          channel_name: "lustre",
          data_source: {
            file_system_id: "fs-0a1b2c3d4e5f",
            file_system_type: "FSxLustre",
            directory_path: "/fsx/imdb",
            file_system_access_mode: "ro",
          },
        },
      ],
    },
  },
  {
    title: "an uncompressed model",
    spec: overridden({ OutputDataConfig: { CompressionType: "NONE" } }),
    estimator: { disable_output_compression: true },
    trainer: { output_data_config: { s3_output_path: "s3://bucket/switchyard/models", compression_type: "NONE" } },
  },
  {
    title: "an image in a private registry",
    spec: {
      environment: { image: "registry.example/trainer:1" },
      ...overridden({
        VpcConfig,
        AlgorithmSpecification: {
          TrainingImageConfig: {
            TrainingRepositoryAccessMode: "Vpc",
            TrainingRepositoryAuthConfig: {
              TrainingRepositoryCredentialsProviderArn: "arn:aws:lambda:us-east-1:111122223333:function:login",
            },
          },
        },
      }),
    },
    estimator: {
      image_uri: "registry.example/trainer:1",
      ...network,
      training_repository_access_mode: "Vpc",
      training_repository_credentials_provider_arn: "arn:aws:lambda:us-east-1:111122223333:function:login",
    },
    trainer: {
      training_image: "registry.example/trainer:1",
      networking: network,
      training_image_config: {
        training_repository_access_mode: "Vpc",
        training_repository_auth_config: {
          training_repository_credentials_provider_arn: "arn:aws:lambda:us-east-1:111122223333:function:login",
        },
      },
    },
  },
];
