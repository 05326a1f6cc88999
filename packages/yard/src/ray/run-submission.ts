import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { JobControl } from "../container/job-control.ts";
import type { YardTiming } from "../container/run-job.ts";
import type { ProcessLedger } from "../container/process-ledger.ts";
import type { JobFates } from "../service/job-fates.ts";
import { driverEnvironment } from "./driver-environment.ts";
import { type DriverProcess, startDriver } from "./driver-process.ts";
import type { JobLogs } from "./job-log.ts";
import type { PythonEnvironments } from "./python-environments.ts";
import { RayFailure } from "./ray-failure.ts";
import type { RayEnd, RayJob } from "./ray-job.ts";
import { type ResourcePool, resourcesOf } from "./resource-pool.ts";
import { readRuntimeEnvironment } from "./runtime-env.ts";
import type { UnpackedPackages } from "./unpacked.ts";

/** How long Ray waits after the signal of a stop, unless the job's environment says otherwise. */
const stopSeconds = 3;
/** What Ray takes for one variable, or for an entrypoint: the longest argument that Linux gives a process. */
const longestArgument = 131_071;

/** A resource that no node has. */
const nowhere = { "a node that is there": 1 };

/** What a submission runs with. */
export interface SubmissionTools {
  readonly logs: JobLogs;
  readonly packages: UnpackedPackages;
  readonly environments: PythonEnvironments;
  readonly resources: ResourcePool;
  readonly ledger: ProcessLedger;
  /** What goes wrong with the machines of jobs. */
  readonly fates: JobFates;
  /** PATH of the drivers. */
  readonly path: () => Promise<string>;
  /** Milliseconds between the SIGTERM and the SIGKILL of a node that is taken away. */
  readonly preemptionGrace: number;
  /** Milliseconds for which a job waits for its resources. */
  readonly patience: number;
  readonly timing: YardTiming;
}

/** The folder of one run, and the two switches that end it. */
export interface SubmissionRun {
  readonly job: RayJob;
  readonly folder: string;
  readonly control: JobControl;
  /** Aborted when the yard closes: the one thing that does not wait for the job to be placed. */
  readonly closing: AbortSignal;
}

/** Takes a job from PENDING to its end; a job that fails is no error here. */
export async function runSubmission(run: SubmissionRun, tools: SubmissionTools): Promise<void> {
  run.job.end(
    await endOf(run, tools).catch((error: unknown): RayEnd => {
      if (error instanceof RayFailure) return { status: "FAILED", errorType: error.errorType, message: error.message };
      const message = `Unexpected error occurred: the yard failed: ${String(error)}`;
      return { status: "FAILED", errorType: "JOB_SUPERVISOR_ACTOR_START_FAILURE", message };
    }),
  );
}

async function endOf(run: SubmissionRun, tools: SubmissionTools): Promise<RayEnd> {
  const { job } = run;
  tools.logs.say(job.id, "Runtime env is setting up.");
  const environment = readRuntimeEnvironment(job.id, job.submission.runtime_env);
  const { workingDirectory, modules, variables, installation } = environment;
  const uris = [...(workingDirectory === undefined ? [] : [workingDirectory]), ...modules];
  // From the submission on the job holds its packages.
  const opening = Promise.allSettled(uris.map((uri) => tools.packages.open(uri)));
  try {
    return await place(run, tools, async () => {
      const opened = await opening;
      const folders = opened.map((each) => (each.status === "fulfilled" ? each.value : fail(each)));
      const directory = workingDirectory === undefined ? undefined : folders[0];
      const bin = installation === undefined ? undefined : await tools.environments.bin(installation);
      return { directory, modules: folders.slice(uris.length - modules.length), variables, bin };
    });
  } finally {
    await opening;
    await Promise.all(uris.map((uri) => tools.packages.release(uri)));
  }
}

/** Runs the driver with the resources that it reserves, as soon as they are free. */
async function place(run: SubmissionRun, tools: SubmissionTools, prepare: () => Promise<Prepared>): Promise<RayEnd> {
  await run.control.pause(tools.timing.starting ?? 20);
  const lacking = tools.fates.lacksCapacity(run.job.id, ["ray"]) ? nowhere : {};
  const wanted = { ...resourcesOf(run.job.submission), ...lacking };
  const release = await tools.resources.claim(wanted, tools.patience, run.closing);
  if (release === undefined) throw notPlaced(run.job);
  try {
    const prepared = await prepare();
    const large = Object.entries(prepared.variables).find(([, value]) => Buffer.byteLength(value) > longestArgument);
    if (large !== undefined) throw unschedulable(large[0]);
    return await runDriver(run, tools, prepared);
  } finally {
    release();
  }
}

interface Prepared {
  readonly directory: string | undefined;
  readonly modules: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** The programs of a virtual environment. */
  readonly bin: string | undefined;
}

async function runDriver(run: SubmissionRun, tools: SubmissionTools, prepared: Prepared): Promise<RayEnd> {
  const { job, folder, control } = run;
  const { directory = folder, modules, variables, bin } = prepared;
  const { metadata = {} } = job.submission;
  for (const name of ["home", "tmp"]) await mkdir(join(folder, name), { recursive: true });
  const path = [...(bin === undefined ? [] : [bin]), await tools.path()].join(":");
  job.run();
  // A stop that came while the job was waiting takes effect now.
  if (control.reason !== undefined) return { status: "STOPPED" };
  tools.logs.say(job.id, `Running entrypoint for job ${job.id}: ${job.submission.entrypoint}`);
  const environment = driverEnvironment({ id: job.id, metadata, variables, modules, root: folder, path });
  const driver = startDriver({
    root: folder,
    directory,
    entrypoint: job.submission.entrypoint,
    environment,
    logFile: job.logFile,
    job: job.id,
    ledger: tools.ledger,
  });
  const loss = tools.fates.preemption(job.id, 1);
  const timer = loss === undefined ? undefined : setTimeout(() => control.stop("preempted"), loss);
  const ending = untilEnd(driver, control, variables, tools.preemptionGrace);
  const code = await ending.finally(() => clearTimeout(timer));
  if (control.reason === "preempted") return lostNode(run);
  if (control.reason !== undefined) return { status: "STOPPED" };
  if (code === 0) return { status: "SUCCEEDED", exitCode: 0 };
  const { bytes } = await tools.logs.lastLines(job.id, 10);
  const tail = bytes.toString("utf8").slice(-20_000);
  const message = `Job entrypoint command failed with exit code ${code}, last available logs (truncated to 20,000 chars):\n${tail}`;
  return { status: "FAILED", errorType: "JOB_ENTRYPOINT_COMMAND_ERROR", exitCode: code, message };
}

/** Waits for the driver. A stop signals it with all its descendants, and kills what still runs after the grace. */
async function untilEnd(
  driver: DriverProcess,
  control: JobControl,
  { RAY_JOB_STOP_SIGNAL: stopSignal, RAY_JOB_STOP_WAIT_TIME_S: wait }: Prepared["variables"],
  preemptionGrace: number,
): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    if (control.reason === "closed") return driver.kill();
    const preempted = control.reason === "preempted";
    driver.signal(stopSignal === "SIGINT" && !preempted ? "SIGINT" : "SIGTERM");
    const asked = Number.parseInt(wait ?? "", 10);
    const grace = preempted ? preemptionGrace : 1000 * (Number.isNaN(asked) ? stopSeconds : asked);
    timer = setTimeout(() => driver.kill(), grace);
  };
  if (control.signal.aborted) onStop();
  else control.signal.addEventListener("abort", onStop, { once: true });
  try {
    return await driver.exit;
  } finally {
    clearTimeout(timer);
    control.signal.removeEventListener("abort", onStop);
  }
}

/** The node is gone, and all that was on it: the job's folder, and its log. */
async function lostNode({ job, folder }: SubmissionRun): Promise<RayEnd> {
  job.nodeLost = true;
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  const message = `Job supervisor actor died: The actor died unexpectedly before finishing this task.\n\tclass_name: JobSupervisor\n\tname: _ray_internal_job_actor_${job.id}\nThe actor died because its node has died. Node Id: ${job.nodeId ?? ""}\n\tthe actor's node was terminated expectedly: received SIGTERM`;
  return { status: "FAILED", errorType: "JOB_SUPERVISOR_ACTOR_DIED", message };
}

function notPlaced({ submission }: RayJob): RayFailure {
  const reserves = Object.keys(resourcesOf(submission)).length > 0;
  const why = reserves
    ? " This may be because the job entrypoint's specified resources (entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_resources, entrypoint_memory)aren't available on the cluster. Try checking the cluster's available resources with `ray status` and specifying fewer resources for the job entrypoint."
    : "";
  return new RayFailure(
    "JOB_SUPERVISOR_ACTOR_START_TIMEOUT",
    `Job supervisor actor failed to start within the time that the yard was told.${why}`,
  );
}

const unschedulable = (name: string): RayFailure =>
  new RayFailure(
    "JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE",
    `Job supervisor actor could not be scheduled: worker startup repeatedly failed (the value of ${name} is longer than ${longestArgument} bytes)`,
  );

function fail({ reason }: PromiseRejectedResult): never {
  throw reason;
}
