import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ObjectStore } from "../s3/object-store.ts";
import type { TrainingJob } from "../sagemaker/training-job.ts";
import type { Channel } from "../sagemaker/training-request.ts";
import { type ClusterNode, resourceConfig } from "./cluster.ts";
import { mapContainerPaths } from "./container-path.ts";
import { JobFailure } from "./job-failure.ts";
import { download } from "./transfer.ts";

const folders = [
  "home",
  "tmp",
  "opt/ml/input/config",
  "opt/ml/input/data",
  "opt/ml/code",
  "opt/ml/model",
  "opt/ml/output/data",
  "opt/ml/checkpoints",
];

/** The folders of one instance, laid out as a training container finds them. */
export interface Sandbox {
  readonly root: string;
  readonly node: ClusterNode;
  /** A path below `/opt/ml`. */
  path(name: string): string;
}

/** Lays a sandbox out: folders, the three configuration files, channels, checkpoints of an earlier run. */
export async function createSandbox(
  root: string,
  job: TrainingJob,
  cluster: readonly ClusterNode[],
  node: ClusterNode,
  store: ObjectStore,
): Promise<Sandbox> {
  const path = (name: string) => join(root, "opt/ml", name);
  await Promise.all(folders.map((folder) => mkdir(join(root, folder), { recursive: true })));
  const { HyperParameters = {}, InputDataConfig = [], AlgorithmSpecification } = job.request;
  const inputMode = AlgorithmSpecification?.TrainingInputMode ?? "File";
  const configuration = {
    hyperparameters: HyperParameters,
    inputdataconfig: Object.fromEntries(
      InputDataConfig.map((channel) => [channel.ChannelName, describeChannel(channel, inputMode)]),
    ),
    resourceconfig: resourceConfig(cluster, node),
  };
  for (const [name, content] of Object.entries(configuration))
    await writeFile(path(`input/config/${name}.json`), JSON.stringify(content));
  for (const channel of InputDataConfig)
    await fillChannel(store, channel, inputMode, path(`input/data/${channel.ChannelName}`), cluster.length, node.rank);
  await restoreCheckpoints(store, job, root);
  return { root, node, path };
}

/** Where a job's checkpoints lie in the sandbox. */
export function checkpointFolder(job: TrainingJob, root: string): string {
  const local = job.request.CheckpointConfig?.LocalPath ?? "/opt/ml/checkpoints";
  const mapped = mapContainerPaths(local, root);
  if (mapped !== local) return mapped;
  throw new JobFailure(
    `ClientError: CheckpointConfig.LocalPath is ${local}; the yard maps paths below /opt/ml only. Use /opt/ml/checkpoints.`,
  );
}

async function restoreCheckpoints(store: ObjectStore, job: TrainingJob, root: string): Promise<void> {
  const uri = job.request.CheckpointConfig?.S3Uri;
  if (uri === undefined) return;
  const folder = checkpointFolder(job, root);
  await mkdir(folder, { recursive: true });
  await download(store, `${uri.replace(/\/$/, "")}/`, folder);
}

function describeChannel(channel: Channel, inputMode: string): Record<string, string> {
  const { ContentType, RecordWrapperType = "None", InputMode = inputMode, DataSource } = channel;
  return {
    ...(ContentType === undefined ? {} : { ContentType }),
    TrainingInputMode: InputMode,
    S3DistributionType: DataSource.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
    RecordWrapperType,
  };
}

async function fillChannel(
  store: ObjectStore,
  channel: Channel,
  inputMode: string,
  folder: string,
  nodes: number,
  rank: number,
): Promise<void> {
  const source = channel.DataSource.S3DataSource;
  if (source?.S3DataType !== "S3Prefix") {
    throw new JobFailure(
      `ClientError: Channel '${channel.ChannelName}' is no S3Prefix; the yard reads no other source. Use S3DataSource with S3DataType S3Prefix.`,
    );
  }
  if ((channel.InputMode ?? inputMode) === "Pipe") {
    throw new JobFailure(
      `ClientError: Channel '${channel.ChannelName}' uses input mode Pipe, which the yard does not have. Use File or FastFile.`,
    );
  }
  await mkdir(folder, { recursive: true });
  const sharded = source.S3DataDistributionType === "ShardedByS3Key";
  const count = await download(store, source.S3Uri, folder, (index) => !sharded || index % nodes === rank);
  if (count === 0)
    throw new JobFailure(
      `ClientError: Data download failed: No S3 objects found under S3 URL "${source.S3Uri}" given in input data source of channel '${channel.ChannelName}'.`,
    );
}
