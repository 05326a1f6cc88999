import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { JobControl } from "../container/job-control.ts";
import { ServiceError } from "../service/service-error.ts";
import { RayJob } from "./ray-job.ts";
import { runSubmission, type SubmissionTools } from "./run-submission.ts";
import type { Submission } from "./submission.ts";

/** The letters of Ray's own ids: none that looks like another. */
const idLetters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789";
/** The id of a job becomes a file's name. */
const longestId = 230;
/** For so long a deleted job's id is still watched, and a new job of that id is taken for the dead one. */
const watchedAfterDelete = 3_000;

/** The jobs of the cluster, those that run and those that have ended, in the order of their submission. */
export class RayJobs {
  readonly #folder: string;
  readonly #tools: SubmissionTools;
  readonly #jobs = new Map<string, RayJob>();
  /** Every job that there ever was, deleted ones too. */
  readonly created: RayJob[] = [];
  readonly #running = new Map<RayJob, { readonly control: JobControl; readonly end: Promise<void> }>();
  readonly #deleted = new Map<string, number>();
  readonly #closing = new AbortController();
  #count = 0;

  constructor(folder: string, tools: SubmissionTools) {
    this.#folder = folder;
    this.#tools = tools;
  }

  get all(): readonly RayJob[] {
    return [...this.#jobs.values()];
  }

  /** Whether a supervisor waits to start the job, or watches it. */
  isSupervised(job: RayJob): boolean {
    return this.#running.has(job);
  }

  /** @throws {ServiceError} 404 */
  get(id: string): RayJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new ServiceError("", `Job ${id} does not exist`, 404);
    return job;
  }

  /**
   * Takes a job; it runs beside the requests.
   *
   * @throws {ServiceError} 500 when the id is taken, and when it is no file's name: then the job is there nevertheless,
   * stays PENDING, and can neither be stopped nor deleted, as on a cluster.
   */
  submit(submission: Submission): RayJob {
    const id = submission.submission_id || submission.job_id || newId();
    if (this.#jobs.has(id))
      throw new ServiceError(
        "ValueError",
        `Job with submission_id ${id} already exists. Please use a different submission_id.`,
        500,
      );
    const job = new RayJob(id, submission, this.#tools.logs.path(id));
    this.#jobs.set(id, job);
    this.created.push(job);
    if (id.includes("/") || Buffer.byteLength(id) > longestId)
      throw new ServiceError("OSError", `No log file can have the name job-driver-${id}.log`, 500);
    if (Date.now() - (this.#deleted.get(id) ?? 0) < watchedAfterDelete) {
      const message = "Job supervisor actor died: it was watched under this id when the job before was deleted.";
      job.end({ status: "FAILED", errorType: "JOB_SUPERVISOR_ACTOR_DIED", message });
      return job;
    }
    this.#start(job);
    return job;
  }

  /** Whether a supervisor was there to be told; what it will have done is seen in the job's status, and later. */
  stop(job: RayJob): boolean {
    const running = this.#running.get(job);
    running?.control.stop("user");
    return running !== undefined;
  }

  /** Takes the node of a running job away. False when the job has no node now. */
  preempt(id: string): boolean {
    const job = this.#jobs.get(id);
    const running = job?.status === "RUNNING" ? this.#running.get(job) : undefined;
    running?.control.stop("preempted");
    return running !== undefined;
  }

  /** @throws {ServiceError} 500 while the job has not ended. */
  delete(job: RayJob): void {
    if (!job.ended)
      throw new ServiceError(
        "RuntimeError",
        `Attempted to delete job '${job.id}', but it is in a non-terminal state ${job.status}.`,
        500,
      );
    this.#jobs.delete(job.id);
    this.#deleted.set(job.id, Date.now());
  }

  /** Ends every job at once and waits until nothing runs any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    const running = [...this.#running.values()];
    for (const { control } of running) control.stop("closed");
    await Promise.all(running.map(({ end }) => end));
  }

  #start(job: RayJob): void {
    const control = new JobControl();
    this.#count += 1;
    // A short name: the sockets of a Ray that the job starts lie below, and their paths have at most 107 characters.
    const folder = join(this.#folder, String(this.#count));
    mkdirSync(folder, { recursive: true });
    const run = { job, folder, control, closing: this.#closing.signal };
    const end = runSubmission(run, this.#tools).finally(() => this.#running.delete(job));
    this.#running.set(job, { control, end });
  }
}

function newId(): string {
  const letters = Array.from({ length: 16 }, () => idLetters[randomInt(idLetters.length)]);
  return `raysubmit_${letters.join("")}`;
}
