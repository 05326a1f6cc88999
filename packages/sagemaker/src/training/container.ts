import type { ContainerLayout, ResolvedResources, TrainerSpec } from "@switchyard/core";
import { checkpointsVariable } from "@switchyard/core/platform";

/** The input channel that carries the bundle. */
export const bundleChannel = "switchyard";

/** The archive's name in that channel. */
export const bundleFile = "source.tar.gz";

const channels = "/opt/ml/input/data";
const code = "/opt/ml/code";

/** The archive, as every node finds it. */
const archive = `${channels}/${bundleChannel}/${bundleFile}`;

/** The file of a bundle that starts the script. */
const launcher = "switchyard_launcher.py";

/**
 * Where a SageMaker container has its things, and the two minutes after a stop signal less a margin for the launcher.
 * The output is the folder that SageMaker keeps in S3 for jobs with a CheckpointConfig.
 */
export const layout: ContainerLayout = {
  input: (name) => `${channels}/${name}`,
  output: "/opt/ml/checkpoints",
  model: "/opt/ml/model",
  failureFile: "/opt/ml/output/failure",
  graceSeconds: 110,
  secretManager: "aws-secrets-manager",
  nodes: nodesOf,
  checkpoints: ({ outputs }) =>
    outputs?.checkpoints === undefined || isS3(outputs.checkpoints) ? undefined : { environment: checkpointsVariable },
};

/** Each of several instance groups is a cluster of its own, of its own size, and all of them have one launch file. */
function nodesOf({ platforms }: TrainerSpec, { nodes }: ResolvedResources): number | undefined {
  const { InstanceCount = nodes, InstanceGroups } = platforms?.sagemaker?.ResourceConfig ?? {};
  return InstanceGroups === undefined ? InstanceCount : undefined;
}

/** Whether SageMaker itself can keep something there. */
export const isS3 = (uri: string): boolean => /^s3:\/\/[^/]+/.test(uri);

/** SageMaker takes at most 256 characters in an argument; everything of the user's is in the bundle. */
export const startCommand = {
  ContainerEntrypoint: ["/bin/sh", "-c"],
  ContainerArguments: [`mkdir -p ${code} && tar -xzf ${archive} -C ${code} && cd ${code} && exec python3 ${launcher}`],
};

/**
 * What the training toolkit of AWS's images starts, instead of a command: it unpacks the archive into `/opt/ml/code`,
 * installs a `requirements.txt` from there, and runs the program. It reads each value as JSON.
 */
export function toolkitStart(program: string = launcher): Readonly<Record<string, string>> {
  return { sagemaker_program: JSON.stringify(program), sagemaker_submit_directory: JSON.stringify(archive) };
}

/** The requirements file that the training toolkit installs; it looks for no other. */
export const toolkitRequirements = "requirements.txt";

/** Whether one of a container's arguments starts our launcher. */
export const startsLauncher = (text: string): boolean => text.endsWith(`exec python3 ${launcher}`);

/** Whether a toolkit's program is ours: the launcher, or what stands for it in a rank that another started. */
export const isOwnProgram = (program: string): boolean => program === launcher || program === nativeProgram;

/** The program that the container's own torchrun starts in every rank. */
export const nativeProgram = "switchyard_native.py";
