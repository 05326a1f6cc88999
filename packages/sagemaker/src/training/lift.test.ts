import { describe, expect, it } from "vitest";
import { known, resolve } from "../../testing/plan.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown) => lift(native, resolve());
const pathsOf = (native: unknown) => lifted(native).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

const image = (region: string, tag: string) =>
  `763104351884.dkr.ecr.${region}.amazonaws.com/huggingface-pytorch-training:${tag}`;
const newest = "2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04";
const channel = (ChannelName: string, S3Uri: string, more: object = {}) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri, S3DataDistributionType: "FullyReplicated" } },
  ...more,
});

/** As the HuggingFace estimator of the SageMaker SDK 2 writes it. */
const estimated = {
  TrainingJobName: "bert-2026-08-30-10-11-12-345",
  RoleArn: known.role,
  AlgorithmSpecification: {
    TrainingImage: image("us-west-2", "2.8.0-transformers4.56.2-gpu-py312-cu129-ubuntu22.04"),
    TrainingInputMode: "File",
    EnableSageMakerMetricsTimeSeries: true,
  },
  HyperParameters: {
    num_train_epochs: "3",
    learning_rate: "5e-05",
    output_dir: '"/opt/ml/model"',
    fp16: "true",
    model_name_or_path: '"distilbert-base-uncased"',
    layers: "[1, 2]",
    train_dir: '"/opt/ml/input/data/train/parts"',
    nothing: "null",
    sagemaker_submit_directory: '"s3://code/bert/source/sourcedir.tar.gz"',
    sagemaker_program: '"train.py"',
    sagemaker_container_log_level: "20",
    sagemaker_job_name: '"bert-2026-08-30-10-11-12-345"',
    sagemaker_region: '"us-west-2"',
    sagemaker_torch_distributed_enabled: "true",
    sagemaker_instance_type: '"ml.g5.12xlarge"',
  },
  InputDataConfig: [channel("train", "s3://b/train")],
  OutputDataConfig: { S3OutputPath: "s3://sagemaker-us-west-2-111122223333/" },
  ResourceConfig: { InstanceType: "ml.g5.12xlarge", InstanceCount: 2, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
  DebugHookConfig: { S3OutputPath: "s3://sagemaker-us-west-2-111122223333/", CollectionConfigurations: [] },
  ProfilerConfig: { S3OutputPath: "s3://sagemaker-us-west-2-111122223333/", DisableProfiler: false },
};

describe("a job of the SageMaker SDK 2", () => {
  it("becomes a spec with its script, its arguments by type, and its data", () => {
    expect(lifted(estimated).spec).toEqual({
      name: "bert",
      source: ".",
      entryPoint: "train.py",
      args: { num_train_epochs: 3, learning_rate: 5e-5, output_dir: "{model}", fp16: true },
      scriptArgs: {
        model_name_or_path: "distilbert-base-uncased",
        layers: [1, 2],
        train_dir: "{input:train}/parts",
      },
      resources: { accelerator: "A10G", acceleratorsPerNode: 4, nodes: 2 },
      environment: { transformers: "4.56.2" },
      inputs: { train: "s3://b/train" },
      outputs: { store: "s3://sagemaker-us-west-2-111122223333/" },
    });
  });

  it("tells what a plan makes anew, and what has to be brought", () => {
    expect(pathsOf(estimated).sort()).toEqual(
      [
        "info HyperParameters.sagemaker_container_log_level",
        "info HyperParameters.sagemaker_job_name",
        "info HyperParameters.sagemaker_region",
        "info HyperParameters.sagemaker_instance_type",
        "info HyperParameters.sagemaker_torch_distributed_enabled",
        "warning HyperParameters.sagemaker_submit_directory",
        "info HyperParameters",
        "info DebugHookConfig",
        "info ProfilerConfig",
        "info TrainingJobName",
        "info AlgorithmSpecification.TrainingInputMode",
        "info AlgorithmSpecification.EnableSageMakerMetricsTimeSeries",
        "info AlgorithmSpecification.TrainingImage",
      ].sort(),
    );
  });

  it("under the model parallelism library keeps its launcher and its parameters", () => {
    const native = {
      ...estimated,
      HyperParameters: {
        ...estimated.HyperParameters,
        mp_parameters: '{"hybrid_shard_degree": 8}',
        sagemaker_distributed_dataparallel_enabled: "false",
      },
    };
    expect(lifted(native).spec).toMatchObject({
      launch: { kind: "native" },
      platforms: { sagemaker: { HyperParameters: { mp_parameters: '{"hybrid_shard_degree": 8}' } } },
      environment: { image: estimated.AlgorithmSpecification.TrainingImage },
    });
  });

  it("that was started by MPI leaves that to the launcher", () => {
    const { sagemaker_torch_distributed_enabled: _torch, ...others } = estimated.HyperParameters;
    const native = {
      ...estimated,
      HyperParameters: { ...others, sagemaker_mpi_enabled: "true", sagemaker_mpi_custom_mpi_options: '""' },
    };
    expect(lifted(native).spec.launch).toBeUndefined();
    expect(pathsOf(native)).toContain("info HyperParameters.sagemaker_mpi_custom_mpi_options");
  });

  it("as DescribeTrainingJob tells it is the same, whatever became of it", () => {
    const described = {
      ...estimated,
      TrainingJobArn: "arn:aws:sagemaker:us-west-2:111122223333:training-job/bert-2026-08-30-10-11-12-345",
      TrainingJobStatus: "Completed",
      SecondaryStatus: "Completed",
      ModelArtifacts: { S3ModelArtifacts: "s3://x/model.tar.gz" },
      OutputDataConfig: { KmsKeyId: "", ...estimated.OutputDataConfig, CompressionType: "GZIP" },
      InputDataConfig: [channel("train", "s3://b/train", { CompressionType: "None", RecordWrapperType: "None" })],
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: false,
      EnableManagedSpotTraining: false,
      CreationTime: 1_788_000_000.123,
      SecondaryStatusTransitions: [{ Status: "Starting", StartTime: 1 }],
      FinalMetricDataList: [],
      BillableTimeInSeconds: 100,
      ResponseMetadata: { HTTPStatusCode: 200 },
    };
    expect(lifted(described).spec).toEqual(lifted(estimated).spec);
    const told = ["CreationTime", "TrainingJobArn", "EnableNetworkIsolation", "OutputDataConfig.KmsKeyId"];
    expect(pathsOf(described)).toEqual(
      expect.arrayContaining([...pathsOf(estimated), ...told.map((path) => `info ${path}`)]),
    );
  });
});

describe("a job of ModelTrainer", () => {
  const trained = {
    TrainingJobName: "bert-20260830101112",
    RoleArn: known.role,
    AlgorithmSpecification: {
      TrainingImage: image("us-east-1", newest),
      TrainingInputMode: "File",
      ContainerEntrypoint: ["/bin/bash"],
      ContainerArguments: [
        "-c",
        "chmod +x /opt/ml/input/data/sm_drivers/sm_train.sh && /opt/ml/input/data/sm_drivers/sm_train.sh",
      ],
    },
    HyperParameters: { num_train_epochs: "3", bf16: "true", run_name: "mine", list: "[1, 2]", model: "distilbert" },
    InputDataConfig: [
      channel("train", "s3://b/train"),
      channel("code", "s3://d/bert/input/code", { InputMode: "File" }),
      channel("sm_drivers", "s3://d/bert/input/sm_drivers", { InputMode: "File" }),
    ],
    OutputDataConfig: { S3OutputPath: "s3://d/bert", CompressionType: "GZIP" },
    ResourceConfig: { InstanceType: "ml.g5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  };

  it("becomes a spec but for its script, which is in a channel", () => {
    expect(lifted(trained).spec).toEqual({
      name: "bert",
      source: ".",
      entryPoint: "train.py",
      args: { num_train_epochs: 3, bf16: true, run_name: "mine" },
      scriptArgs: { list: [1, 2], model: "distilbert" },
      resources: { accelerator: "A10G", acceleratorsPerNode: 1, nodes: 1, maxRuntime: "1h" },
      environment: { transformers: "5.3.0" },
      inputs: { train: "s3://b/train" },
      outputs: { store: "s3://d/bert" },
    });
    expect(pathsOf(trained).sort()).toEqual([
      "info AlgorithmSpecification.TrainingImage",
      "info AlgorithmSpecification.TrainingInputMode",
      "info InputDataConfig.sm_drivers",
      "info OutputDataConfig.CompressionType",
      "info TrainingJobName",
      "warning AlgorithmSpecification.ContainerArguments",
      "warning AlgorithmSpecification.ContainerEntrypoint",
      "warning InputDataConfig.code",
    ]);
  });
});
