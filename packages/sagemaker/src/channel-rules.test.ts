import type { Channel } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { checkRequest } from "./schema.ts";

const job = {
  TrainingJobName: "bert-1",
  RoleArn: "arn:aws:iam::111122223333:role/Training",
  AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://bucket/models" },
  ResourceConfig: { InstanceType: "ml.g5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};
const s3 = { S3DataType: "S3Prefix", S3Uri: "s3://bucket/data" } as const;
const lustre = {
  FileSystemId: "fs-0a1b2c3d4e5f",
  FileSystemType: "FSxLustre",
  DirectoryPath: "/fsx",
  FileSystemAccessMode: "ro",
} as const;
const train = (channel: Partial<Channel>): object => ({
  InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: s3 }, ...channel }],
});
const faultsOf = (members: object): string[] =>
  checkRequest("CreateTrainingJob", { ...job, ...members }).map(({ code, path }) => `${code} ${path}`);

describe("a job is refused, beyond Amazon's model, for", () => {
  it.each<[string, object, string]>([
    [
      "a channel with two sources",
      train({ DataSource: { S3DataSource: s3, FileSystemDataSource: lustre } }),
      "native-source /InputDataConfig/0/DataSource",
    ],
    ["a channel without a source", train({ DataSource: {} }), "native-source /InputDataConfig/0/DataSource"],
    [
      "a file system without a network",
      train({ DataSource: { FileSystemDataSource: lustre } }),
      "native-file-system /InputDataConfig/0/DataSource/FileSystemDataSource",
    ],
    [
      "a file system that is streamed",
      {
        VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
        ...train({ DataSource: { FileSystemDataSource: lustre }, InputMode: "FastFile" }),
      },
      "native-file-system /InputDataConfig/0/InputMode",
    ],
    [
      "an augmented manifest that is not piped",
      train({ DataSource: { S3DataSource: { ...s3, S3DataType: "AugmentedManifestFile", AttributeNames: ["a"] } } }),
      "native-augmented /InputDataConfig/0/InputMode",
    ],
    [
      "attributes of a plain prefix",
      train({ DataSource: { S3DataSource: { ...s3, AttributeNames: ["a"] } } }),
      "native-augmented /InputDataConfig/0/DataSource/S3DataSource/AttributeNames",
    ],
    [
      "packed data that is not piped",
      train({ CompressionType: "Gzip" }),
      "native-compression /InputDataConfig/0/CompressionType",
    ],
    [
      "a channel of a group that is none",
      train({ DataSource: { S3DataSource: { ...s3, InstanceGroupNames: ["gpu"] } } }),
      "native-group /InputDataConfig/0/DataSource/S3DataSource/InstanceGroupNames",
    ],
    [
      "two channels of one name",
      { InputDataConfig: [1, 2].map(() => ({ ChannelName: "a", DataSource: { S3DataSource: s3 } })) },
      "native-duplicate /InputDataConfig",
    ],
    [
      "groups beside a single machine",
      {
        ResourceConfig: {
          ...job.ResourceConfig,
          InstanceGroups: [{ InstanceGroupName: "a", InstanceType: "ml.m5.xlarge", InstanceCount: 1 }],
        },
      },
      "native-machine /ResourceConfig",
    ],
    [
      "a machine without a count",
      { ResourceConfig: { InstanceType: "ml.m5.xlarge" } },
      "native-machine /ResourceConfig",
    ],
    ["no machine", { ResourceConfig: undefined }, "native-machine /ResourceConfig"],
    [
      "a volume key on a group's machine with disks of its own",
      {
        ResourceConfig: {
          VolumeKmsKeyId: "key",
          InstanceGroups: [{ InstanceGroupName: "a", InstanceType: "ml.g5.xlarge", InstanceCount: 1 }],
        },
      },
      "native-volume-key /ResourceConfig/VolumeKmsKeyId",
    ],
    ["a tag of Amazon's own", { Tags: [{ Key: "AWS:mine", Value: "1" }] }, "native-tag /Tags"],
    [
      "a private image without a network",
      {
        AlgorithmSpecification: {
          ...job.AlgorithmSpecification,
          TrainingImageConfig: { TrainingRepositoryAccessMode: "Vpc" },
        },
      },
      "native-private-image /VpcConfig",
    ],
    [
      "a warm pool that is kept for seven hours",
      { ResourceConfig: { ...job.ResourceConfig, KeepAlivePeriodInSeconds: 25_200 } },
      "native-range /ResourceConfig/KeepAlivePeriodInSeconds",
    ],
    [
      "31 attempts",
      { RetryStrategy: { MaximumRetryAttempts: 31 } },
      "native-range /RetryStrategy/MaximumRetryAttempts",
    ],
    ["half a network", { VpcConfig: { Subnets: ["subnet-1"] } }, "native-missing /VpcConfig/SecurityGroupIds"],
    [
      "a wait below its bound",
      { StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 0 } },
      "native-range /StoppingCondition/MaxWaitTimeInSeconds",
    ],
    [
      "a plan that is no ARN",
      { ResourceConfig: { ...job.ResourceConfig, TrainingPlanArn: "mine" } },
      "native-range /ResourceConfig/TrainingPlanArn",
    ],
  ])("%s", (_name, members, expected) => {
    expect(faultsOf(members)).toContain(expected);
  });

  it("nothing of what is allowed", () => {
    const network = { VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] } };
    expect(faultsOf({ ...network, ...train({ DataSource: { FileSystemDataSource: lustre } }) })).toEqual([]);
    expect(faultsOf(train({ CompressionType: "Gzip", InputMode: "Pipe" }))).toEqual([]);
    expect(faultsOf(train({ InputMode: "FastFile" }))).toEqual([]);
  });
});
