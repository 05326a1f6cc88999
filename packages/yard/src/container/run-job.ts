import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import type { LogStore } from "../logs/log-store.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { SecondaryStatus, TrainingJob } from "../sagemaker/training-job.ts";
import type { JobFates } from "../service/job-fates.ts";
import { uploadArtifacts, uploadCheckpoints } from "./artifacts.ts";
import { clusterOf, freePort } from "./cluster.ts";
import type { JobControl, StopReason } from "./job-control.ts";
import { JobFailure } from "./job-failure.ts";
import type { ProcessLedger } from "./process-ledger.ts";
import { type ClusterFailure, runCluster } from "./run-cluster.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import { commandOf, startContainers } from "./start-containers.ts";

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
  /** Between the loss of a spot job's instances and its next start. Default 100. */
  readonly interrupted?: number;
}

/** What a job runs with. */
export interface JobTools {
  readonly store: ObjectStore;
  readonly logs: LogStore;
  readonly ledger: ProcessLedger;
  /** What goes wrong with the machines of jobs. */
  readonly fates: JobFates;
  /** PATH of the containers. */
  readonly path: () => Promise<string>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly stopGrace: number;
  readonly timing: YardTiming;
}

/** How a stop for each reason is told of. */
const stopped: Readonly<Partial<Record<StopReason, SecondaryStatus>>> = {
  maxRuntime: "MaxRuntimeExceeded",
  maxWait: "MaxWaitTimeExceeded",
};

/** Takes a job from Starting to its end; a job that fails is no error here. */
export async function runJob(job: TrainingJob, folder: string, control: JobControl, tools: JobTools): Promise<void> {
  const longestWait = job.isSpot ? job.request.StoppingCondition?.MaxWaitTimeInSeconds : undefined;
  const timer = after(longestWait, () => stopAtLimit(job, control, "maxWait"));
  try {
    for (let start = 1; (await runStart(job, folder, control, start, tools)) === "interrupted"; start += 1) {
      await control.pause(tools.timing.interrupted ?? 100);
      if (control.reason === undefined) job.enter("InProgress", "Starting");
    }
  } catch (error) {
    const reason =
      error instanceof JobFailure ? error.message : `InternalServerError: the yard failed: ${String(error)}`;
    job.end("Failed", "Failed", reason);
  } finally {
    clearTimeout(timer);
  }
}

/** One start of a job; a spot job that loses its instances is started again. */
async function runStart(
  job: TrainingJob,
  folder: string,
  whole: JobControl,
  start: number,
  tools: JobTools,
): Promise<"ended" | "interrupted"> {
  const { store, timing, stopGrace, fates } = tools;
  const control = whole.beginStart();
  await control.pause(timing.starting ?? 20);
  if (control.reason !== undefined) return endStopped(job, control);
  const command = commandOf(job);
  if (fates.lacksCapacity(job.name, job.places)) await findNoCapacity(job, control, timing);
  if (control.reason !== undefined) return endStopped(job, control);

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
  const runtime = (job.request.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400) - job.seconds.training;
  const loss = job.isSpot ? fates.preemption(job.name, start) : undefined;
  const timers = [
    after(runtime, () => stopAtLimit(job, whole, "maxRuntime")),
    after(loss === undefined ? undefined : loss / 1000, () => whole.preempt()),
  ];
  const failure = await runCluster(containers, control, stopGrace).finally(() => timers.forEach(clearTimeout));
  if (control.reason === "closed") return endStopped(job, control);
  await uploadCheckpoints(store, job, sandboxes);
  if (control.reason === "preempted") {
    job.release();
    job.enter(job.status, "Interrupted");
    await rm(folder, { recursive: true, force: true });
    return "interrupted";
  }
  if (failure !== undefined && control.reason === undefined) throw await failureOf(failure, sandboxes);

  job.enter(job.status, "Uploading");
  await control.pause(timing.uploading ?? 0);
  await uploadArtifacts(store, job, sandboxes);
  if (control.reason !== undefined) return endStopped(job, control);
  job.end("Completed", "Completed");
  return "ended";
}

/** @throws {JobFailure} when the service has looked for machines for long enough; a stop may come first. */
async function findNoCapacity(job: TrainingJob, control: JobControl, { capacity }: YardTiming): Promise<void> {
  job.enter("InProgress", "Pending");
  await control.pause(capacity ?? 1000);
  if (control.reason !== undefined) return;
  throw new JobFailure(
    "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.",
  );
}

function stopAtLimit(job: TrainingJob, control: JobControl, reason: StopReason): void {
  if (job.ended || control.reason !== undefined) return;
  job.enter("Stopping", "Stopping");
  control.stop(reason);
}

function endStopped(job: TrainingJob, control: JobControl): "ended" {
  job.end("Stopped", stopped[control.reason ?? "user"] ?? "Stopped");
  return "ended";
}

/** A timer in seconds, or none. Node's longest is 24 days; a job that runs longer is beyond what a stand-in is for. */
function after(seconds: number | undefined, act: () => void): NodeJS.Timeout | undefined {
  return seconds === undefined ? undefined : setTimeout(act, Math.min(Math.max(0, seconds) * 1000, 2 ** 31 - 1));
}

async function failureOf({ index, code, error }: ClusterFailure, sandboxes: readonly Sandbox[]): Promise<JobFailure> {
  if (error !== undefined)
    return new JobFailure(`ClientError: The container's entry point could not be started: ${error}`);
  const file = sandboxes[index]?.path("output/failure") ?? "";
  const text = await readFile(file, "utf8").catch(() => "");
  const [before, behind] = ["AlgorithmError: ", `, exit code: ${code}`];
  return new JobFailure(before + text.slice(0, 1024 - before.length - behind.length) + behind);
}
