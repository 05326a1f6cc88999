import type { SageMakerTraining } from "../src/native-types.ts";

type Pair = readonly [SageMakerTraining, SageMakerTraining];

const network = { SecurityGroupIds: ["sg-0a1b2c3d"], Subnets: ["subnet-0a1b2c3d"] };
const tracker = "arn:aws:sagemaker:us-east-1:111122223333:mlflow-tracking-server";
const trainingPlan = "arn:aws:sagemaker:us-east-1:111122223333:training-plan";
const rule = (name: string) => ({
  RuleConfigurationName: name,
  RuleEvaluatorImage: "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest",
});

/** Unlike values of every member of CreateTrainingJob, at several depths. */
export const overridePairs: readonly Pair[] = [
  [{ TrainingJobName: "mine" }, { TrainingJobName: "yours" }],
  [{ HyperParameters: { a: "1" } }, { HyperParameters: { a: "2" } }],
  [{ HyperParameters: { a: "1" } }, { HyperParameters: { a: "1", b: "1" } }],
  [
    { AlgorithmSpecification: { TrainingInputMode: "File" } },
    { AlgorithmSpecification: { TrainingInputMode: "FastFile" } },
  ],
  [
    { AlgorithmSpecification: { MetricDefinitions: [{ Name: "f1", Regex: "f1=(.*)" }] } },
    { AlgorithmSpecification: { MetricDefinitions: [{ Name: "f1", Regex: "F1=(.*)" }] } },
  ],
  [
    { AlgorithmSpecification: { EnableSageMakerMetricsTimeSeries: false } },
    { AlgorithmSpecification: { EnableSageMakerMetricsTimeSeries: true } },
  ],
  [{ RoleArn: "arn:aws:iam::111122223333:role/One" }, { RoleArn: "arn:aws:iam::111122223333:role/Two" }],
  [
    {
      InputDataConfig: [
        { ChannelName: "a", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/a/" } } },
      ],
    },
    {
      InputDataConfig: [
        { ChannelName: "a", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/b/" } } },
      ],
    },
  ],
  [{ OutputDataConfig: { KmsKeyId: "alias/one" } }, { OutputDataConfig: { KmsKeyId: "alias/two" } }],
  [{ OutputDataConfig: { CompressionType: "GZIP" } }, { OutputDataConfig: { CompressionType: "NONE" } }],
  [{ ResourceConfig: { KeepAlivePeriodInSeconds: 600 } }, { ResourceConfig: { KeepAlivePeriodInSeconds: 601 } }],
  [{ ResourceConfig: { VolumeKmsKeyId: "alias/one" } }, { ResourceConfig: { VolumeKmsKeyId: "alias/two" } }],
  [
    { ResourceConfig: { TrainingPlanArn: `${trainingPlan}/one` } },
    { ResourceConfig: { TrainingPlanArn: `${trainingPlan}/two` } },
  ],
  [{ ResourceConfig: { InstanceType: "ml.p3.2xlarge" } }, { ResourceConfig: { InstanceType: "ml.g5.2xlarge" } }],
  [{ VpcConfig: network }, { VpcConfig: { ...network, Subnets: ["subnet-0a1b2c3e"] } }],
  [{ StoppingCondition: { MaxRuntimeInSeconds: 60 } }, { StoppingCondition: { MaxRuntimeInSeconds: 61 } }],
  [{ StoppingCondition: { MaxPendingTimeInSeconds: 7200 } }, { StoppingCondition: { MaxPendingTimeInSeconds: 7201 } }],
  [{ Tags: [{ Key: "team", Value: "a" }] }, { Tags: [{ Key: "team", Value: "b" }] }],
  [{ Tags: [{ Key: "team", Value: "a" }] }, { Tags: [{ Key: "group", Value: "a" }] }],
  [{ EnableNetworkIsolation: false }, { EnableNetworkIsolation: true }],
  [{ EnableInterContainerTrafficEncryption: false }, { EnableInterContainerTrafficEncryption: true }],
  [{}, { EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: 90_000 } }],
  [
    { CheckpointConfig: { S3Uri: "s3://mine/a", LocalPath: "/opt/ml/checkpoints" } },
    { CheckpointConfig: { S3Uri: "s3://mine/b", LocalPath: "/opt/ml/checkpoints" } },
  ],
  [{ DebugHookConfig: { S3OutputPath: "s3://mine/a" } }, { DebugHookConfig: { S3OutputPath: "s3://mine/b" } }],
  [{ DebugRuleConfigurations: [rule("a")] }, { DebugRuleConfigurations: [rule("b")] }],
  [
    { TensorBoardOutputConfig: { S3OutputPath: "s3://mine/a" } },
    { TensorBoardOutputConfig: { S3OutputPath: "s3://mine/b" } },
  ],
  [{ ExperimentConfig: { ExperimentName: "a" } }, { ExperimentConfig: { ExperimentName: "b" } }],
  [{ ProfilerConfig: { DisableProfiler: true } }, { ProfilerConfig: { DisableProfiler: false } }],
  [{ ProfilerRuleConfigurations: [rule("a")] }, { ProfilerRuleConfigurations: [rule("b")] }],
  [{ Environment: { MODE: "a" } }, { Environment: { MODE: "b" } }],
  [{ RetryStrategy: { MaximumRetryAttempts: 2 } }, { RetryStrategy: { MaximumRetryAttempts: 3 } }],
  [{ RemoteDebugConfig: { EnableRemoteDebug: false } }, { RemoteDebugConfig: { EnableRemoteDebug: true } }],
  [{ InfraCheckConfig: { EnableInfraCheck: false } }, { InfraCheckConfig: { EnableInfraCheck: true } }],
  [
    { SessionChainingConfig: { EnableSessionTagChaining: false } },
    { SessionChainingConfig: { EnableSessionTagChaining: true } },
  ],
  [{}, { ServerlessJobConfig: { BaseModelArn: "arn:aws:sagemaker:us-east-1:aws:hub-content/a/Model/b/1" } }],
  [{ MlflowConfig: { MlflowResourceArn: `${tracker}/a` } }, { MlflowConfig: { MlflowResourceArn: `${tracker}/b` } }],
  [
    {},
    { ModelPackageConfig: { ModelPackageGroupArn: "arn:aws:sagemaker:us-east-1:111122223333:model-package-group/a" } },
  ],
];
