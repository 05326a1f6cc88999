import type { ContainerLayout } from "@switchyard/core";
import { checkpointsVariable } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";

/** The driver's first module, which starts the script in Ray Train's workers, and what it reads: files of the bundle. */
const driverFile = "switchyard_ray_driver.py";
export const configurationFile = "switchyard-ray.json";
const launcherFile = "switchyard_launcher.py";

/** Seconds that Ray waits after SIGTERM before it kills a job, where `RAY_JOB_STOP_WAIT_TIME_S` says nothing else: 3. */
export const graceSeconds = 25;

/**
 * Where a job has its things, below a folder of its own on each node (`SWITCHYARD_CONTAINER_ROOT`): the folder with the
 * bundle is shared by all jobs with that bundle, and goes with the last of them.
 */
const layout: ContainerLayout = {
  input: (name) => `/inputs/${name}`,
  output: "/output",
  model: "/model",
  graceSeconds,
  checkpoints: ({ outputs }) => (outputs?.checkpoints === undefined ? undefined : { environment: checkpointsVariable }),
};

/**
 * Ray Train starts the ranks, unless the plain launcher does. A secret that the cluster keeps is a file of its nodes for a
 * job, and a Kubernetes Secret for a manifest, whose pods get it as a variable.
 */
export function layoutOf({ train, submit }: Pick<ResolvedSettings, "train" | "submit">): ContainerLayout {
  return {
    ...layout,
    ...(train === "launcher" ? {} : { startsRanks: true }),
    ...(submit === "jobs" ? { secretManager: "file" } : {}),
  };
}

/** The whole entrypoint: `exec`, so that the job's exit code and signals are the program's own. */
export function entrypointOf({ train }: Pick<ResolvedSettings, "train">): string {
  return `exec python ${train === "launcher" ? launcherFile : driverFile}`;
}

const starts = (...files: readonly string[]): RegExp =>
  new RegExp(String.raw`\b(?:${files.join("|")})\b`.replaceAll(".py", String.raw`\.py`));

/** Whether an entrypoint is one of ours. */
export const startsOurs = (entrypoint: string): boolean => starts(launcherFile, driverFile).test(entrypoint);

/** Whether an entrypoint is that of Ray Train's driver. */
export const startsDriver = (entrypoint: string): boolean => starts(driverFile).test(entrypoint);
