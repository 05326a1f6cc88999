import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { TrainingJob } from "../sagemaker/training-job.ts";
import { JobControl } from "./job-control.ts";
import { type JobTools, runJob } from "./run-job.ts";

/** Runs jobs beside the requests that ask for them. */
export class JobRunner {
  readonly #folder: string;
  readonly #tools: JobTools;
  readonly #running = new Map<TrainingJob, { readonly control: JobControl; readonly end: Promise<void> }>();
  #count = 0;

  constructor(folder: string, tools: JobTools) {
    this.#folder = folder;
    this.#tools = tools;
  }

  start(job: TrainingJob): void {
    const control = new JobControl();
    this.#count += 1;
    // A short name: sockets in a container's TMPDIR have room for about a hundred characters.
    const folder = join(this.#folder, String(this.#count));
    const end = runJob(job, folder, control, this.#tools)
      .finally(() => removeSandboxes(folder))
      .finally(() => this.#running.delete(job));
    this.#running.set(job, { control, end });
  }

  /** Asks a job to stop: SIGTERM, and SIGKILL after the grace. A second call changes nothing. */
  stop(job: TrainingJob): void {
    if (job.status === "InProgress") job.enter("Stopping", "Stopping");
    this.#running.get(job)?.control.stop("user");
  }

  /** Takes the machines of a spot job away, which the job gets back later. False when it has none that can go. */
  preempt(job: TrainingJob): boolean {
    const running = job.isSpot && job.secondary === "Training" ? this.#running.get(job) : undefined;
    running?.control.preempt();
    return running !== undefined;
  }

  /** Ends every job at once and waits until nothing runs any more. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { control } of running) control.stop("closed");
    await Promise.all(running.map(({ end }) => end));
  }
}

/** A job may have made folders that nobody may empty; they stay, and the job's end is not held up by them. */
function removeSandboxes(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
