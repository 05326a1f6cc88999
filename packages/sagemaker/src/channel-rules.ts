import type { Channel } from "@aws-sdk/client-sagemaker";
import type { JobMembers } from "./schema-rules.ts";

/** A rule of one input channel that the model cannot say. */
export interface ChannelRule {
  readonly code: string;
  /** JSON pointer below the channel. */
  readonly at: string;
  readonly broken: (channel: Partial<Channel>, body: JobMembers) => boolean;
  readonly message: string;
  readonly fix: string;
}

const modeOf = ({ InputMode }: Partial<Channel>, { AlgorithmSpecification }: JobMembers): string | undefined =>
  InputMode ?? AlgorithmSpecification?.TrainingInputMode;

/** Source: the API reference of Channel, DataSource and S3DataSource. */
export const channelRules: readonly ChannelRule[] = [
  {
    code: "native-source",
    at: "/DataSource",
    broken: ({ DataSource }) => DataSource !== undefined && Object.keys(DataSource).length !== 1,
    message: "A channel has exactly one source of data.",
    fix: "Give one of S3DataSource and FileSystemDataSource; for a file system under the name of an input, drop that input from `inputs`.",
  },
  {
    code: "native-file-system",
    at: "/DataSource/FileSystemDataSource",
    broken: ({ DataSource }, { VpcConfig }) =>
      DataSource?.FileSystemDataSource !== undefined && VpcConfig === undefined,
    message: "EFS and FSx for Lustre are reached through the job's own network, and there is no VpcConfig.",
    fix: "Add VpcConfig with SecurityGroupIds and Subnets that reach the file system.",
  },
  {
    code: "native-file-system",
    at: "/InputMode",
    broken: (channel) =>
      channel.DataSource?.FileSystemDataSource !== undefined && (channel.InputMode ?? "File") !== "File",
    message: "A file system is mounted, which is input mode File.",
    fix: "Leave InputMode out.",
  },
  {
    code: "native-augmented",
    at: "/InputMode",
    broken: (channel, body) =>
      channel.DataSource?.S3DataSource?.S3DataType === "AugmentedManifestFile" && modeOf(channel, body) !== "Pipe",
    message: "An augmented manifest file can be read in input mode Pipe only.",
    fix: 'Set InputMode: "Pipe".',
  },
  {
    code: "native-augmented",
    at: "/DataSource/S3DataSource/AttributeNames",
    broken: ({ DataSource }) =>
      DataSource?.S3DataSource?.AttributeNames !== undefined &&
      DataSource.S3DataSource.S3DataType !== "AugmentedManifestFile",
    message: "Attribute names are those of an augmented manifest file, and this source is none.",
    fix: 'Leave AttributeNames out, or set S3DataType: "AugmentedManifestFile".',
  },
  {
    code: "native-compression",
    at: "/CompressionType",
    broken: (channel, body) => channel.CompressionType === "Gzip" && modeOf(channel, body) !== "Pipe",
    message: "SageMaker unpacks data in input mode Pipe only.",
    fix: 'Leave CompressionType out, and let the script unpack; or set InputMode: "Pipe".',
  },
  {
    code: "native-group",
    at: "/DataSource/S3DataSource/InstanceGroupNames",
    broken: ({ DataSource }, { ResourceConfig }) => {
      const groups = (ResourceConfig?.InstanceGroups ?? []).map(({ InstanceGroupName }) => InstanceGroupName);
      const names = DataSource?.S3DataSource?.InstanceGroupNames;
      return names?.some((name) => !groups.includes(name)) === true;
    },
    message: "The channel is for an instance group that the job does not have.",
    fix: "Name groups of ResourceConfig.InstanceGroups.",
  },
];
