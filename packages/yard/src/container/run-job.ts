import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type LogStore, trainingLogGroup } from "../logs/log-store.ts";
import type { LogStream } from "../logs/log-stream.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { TrainingJob } from "../sagemaker/training-job.ts";
import { uploadArtifacts, uploadCheckpoints } from "./artifacts.ts";
import { clusterOf, freePort } from "./cluster.ts";
import { containerEnvironment } from "./container-environment.ts";
import { type ContainerProcess, startContainer } from "./container-process.ts";
import type { JobControl } from "./job-control.ts";
import { JobFailure } from "./job-failure.ts";
import type { ProcessLedger } from "./process-ledger.ts";
import { type ClusterFailure, runCluster } from "./run-cluster.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** Delays that make a job's stages visible, in milliseconds. */
export interface YardTiming {
  /** Before the job gets its instances. Default 20. */
  readonly starting?: number;
  /** Before its data is downloaded. Default 0. */
  readonly downloading?: number;
  /** Before its model is uploaded. Default 0. */
  readonly uploading?: number;
  /** For how long the platform looks for machines before it gives a job up. Default 1000. */
  readonly capacity?: number;
}

/** What a job runs with. */
export interface JobTools {
  readonly store: ObjectStore;
  readonly logs: LogStore;
  readonly ledger: ProcessLedger;
  /** PATH of the containers. */
  readonly path: () => Promise<string>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly stopGrace: number;
  readonly timing: YardTiming;
}

/** Takes a job from Starting to its end; a job that fails is no error here. */
export async function runJob(job: TrainingJob, folder: string, control: JobControl, tools: JobTools): Promise<void> {
  try {
    await runStages(job, folder, control, tools);
  } catch (error) {
    const reason =
      error instanceof JobFailure ? error.message : `InternalServerError: the yard failed: ${String(error)}`;
    job.end("Failed", "Failed", reason);
  }
}

async function runStages(job: TrainingJob, folder: string, control: JobControl, tools: JobTools): Promise<void> {
  const { store, timing, stopGrace } = tools;
  await control.pause(timing.starting ?? 20);
  if (control.reason !== undefined) return endStopped(job, control);
  const command = commandOf(job);

  job.enter("InProgress", "Downloading");
  job.begin();
  await control.pause(timing.downloading ?? 0);
  const cluster = clusterOf(job.request);
  const sandboxes = await Promise.all(
    cluster.map((node) => createSandbox(join(folder, node.host), job, cluster, node, store)),
  );
  const machine = { path: await tools.path(), port: cluster.length > 1 ? await freePort() : undefined };
  if (control.reason !== undefined) return endStopped(job, control);

  job.enter("InProgress", "Training");
  const containers = startContainers(job, command, sandboxes, machine, tools);
  const timer = setTimeout(
    () => stopForRuntime(job, control),
    longestTimeout((job.request.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400) * 1000),
  );
  const failure = await runCluster(containers, control, stopGrace).finally(() => clearTimeout(timer));
  if (control.reason === "closed") return endStopped(job, control);
  await uploadCheckpoints(store, job, sandboxes);
  if (failure !== undefined && control.reason === undefined) throw await failureOf(failure, sandboxes);

  job.enter(job.status, "Uploading");
  await control.pause(timing.uploading ?? 0);
  await uploadArtifacts(store, job, sandboxes);
  if (control.reason !== undefined) return endStopped(job, control);
  job.end("Completed", "Completed");
}

/** Entry point and arguments; the yard has no container engine, so that an image alone says nothing. */
function commandOf(job: TrainingJob): readonly string[] {
  const { ContainerEntrypoint, ContainerArguments = [] } = job.request.AlgorithmSpecification ?? {};
  if (ContainerEntrypoint !== undefined) return [...ContainerEntrypoint, ...ContainerArguments];
  throw new JobFailure(
    "ClientError: The yard runs no images. Give AlgorithmSpecification.ContainerEntrypoint, and it runs that as a process on this machine.",
  );
}

function startContainers(
  job: TrainingJob,
  command: readonly string[],
  sandboxes: readonly Sandbox[],
  machine: { readonly path: string; readonly port: number | undefined },
  tools: JobTools,
): ContainerProcess[] {
  const nodes = sandboxes.length;
  return sandboxes.map(({ root, node }) => {
    let stream: LogStream | undefined;
    const openStream = () =>
      (stream ??= tools.logs.createStream(job.region, trainingLogGroup, `${job.name}/${node.host}-${Date.now()}`));
    return startContainer({
      root,
      command,
      environment: containerEnvironment({ job, root, node, nodes, ...machine }),
      job: job.arn,
      host: node.host,
      ledger: tools.ledger,
      write: (lines) => openStream().append(lines),
    });
  });
}

function stopForRuntime(job: TrainingJob, control: JobControl): void {
  job.enter("Stopping", "Stopping");
  control.stop("maxRuntime");
}

function endStopped(job: TrainingJob, control: JobControl): void {
  job.end("Stopped", control.reason === "maxRuntime" ? "MaxRuntimeExceeded" : "Stopped");
}

/** The longest delay that a timer of Node takes; a job that runs longer is beyond what a stand-in is for. */
function longestTimeout(milliseconds: number): number {
  return Math.min(milliseconds, 2 ** 31 - 1);
}

async function failureOf({ index, code, error }: ClusterFailure, sandboxes: readonly Sandbox[]): Promise<JobFailure> {
  if (error !== undefined)
    return new JobFailure(`ClientError: The container's entry point could not be started: ${error}`);
  const file = sandboxes[index]?.path("output/failure") ?? "";
  const text = await readFile(file, "utf8").catch(() => "");
  const [before, after] = ["AlgorithmError: ", `, exit code: ${code}`];
  return new JobFailure(before + text.slice(0, 1024 - before.length - after.length) + after);
}
