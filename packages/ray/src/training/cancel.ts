import { setTimeout } from "node:timers/promises";
import { SwitchyardError, type CallOptions } from "@switchyard/core";
import type { JobApi } from "../jobs/job-api.ts";
import type { RayJobDetails } from "../jobs/types.ts";

/** Seconds that Ray waits for a job between SIGTERM and SIGKILL, where the job's own variable says nothing. */
const usualWait = 3;
/** Seconds for Ray to find a job, tell it, and see it end, beside that wait. */
const margin = 30;
/** Milliseconds in which a job that does not wait for its turn begins, and then ends at once. */
const beginning = 10_000;
const pause = 250;

/**
 * Stops a job and waits until Ray has stopped it: what `POST …/stop` answers says only that it was asked. A job that waits
 * for its turn is told as well; Ray drops it when its turn comes, or after 15 minutes, and until then it is queued.
 */
export async function cancelJob(api: JobApi, id: string, call: CallOptions): Promise<void> {
  const told = await api.stop(id, call);
  let job = await api.get(id, call);
  if (!told && !isOver(job))
    throw new SwitchyardError("unavailable", `Ray has not begun with ${id} yet, so that nothing takes its stop.`, {
      platform: "ray",
      hint: "Try again in a moment.",
    });
  const started = Date.now();
  const patience: Readonly<Record<string, number>> = { PENDING: beginning, RUNNING: (waitOf(job) + margin) * 1000 };
  while (Date.now() - started < (patience[job.status] ?? 0)) {
    await setTimeout(pause, undefined, call.signal === undefined ? {} : { signal: call.signal });
    job = await api.get(id, call);
  }
  if (job.status !== "RUNNING") return;
  throw new SwitchyardError("timeout", `Ray was told to stop ${id}, and it still runs.`, {
    platform: "ray",
    hint: "Look at its status in a while, and cancel it again.",
  });
}

const isOver = ({ status }: RayJobDetails): boolean => ["STOPPED", "SUCCEEDED", "FAILED"].includes(status);

function waitOf({ runtime_env: environment }: RayJobDetails): number {
  const own = Number(environment?.env_vars?.["RAY_JOB_STOP_WAIT_TIME_S"]);
  return Number.isFinite(own) && own > 0 ? own : usualWait;
}
