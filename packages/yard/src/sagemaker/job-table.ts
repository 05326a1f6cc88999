import { ServiceError } from "../service/service-error.ts";
import type { TrainingJob } from "./training-job.ts";

/** The training jobs of every region, in the order of their creation. */
export class JobTable {
  readonly #jobs = new Map<string, TrainingJob>();
  /** Every job that there ever was, deleted ones too. */
  readonly created: TrainingJob[] = [];

  /** Whether the name of a job is taken in its region. */
  has({ region, name }: TrainingJob): boolean {
    return this.#jobs.has(keyOf(region, name));
  }

  /** @throws {ServiceError} `ResourceInUse` when the name is taken in this region. */
  add(job: TrainingJob): void {
    const taken = this.#jobs.get(keyOf(job.region, job.name));
    if (taken !== undefined) {
      throw new ServiceError(
        "ResourceInUse",
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${taken.arn})`,
      );
    }
    this.#jobs.set(keyOf(job.region, job.name), job);
    this.created.push(job);
  }

  /** @throws {ServiceError} `ValidationException`, as the live service says it. */
  get(region: string, name: string): TrainingJob {
    const job = this.#jobs.get(keyOf(region, name));
    if (job === undefined) throw new ServiceError("ValidationException", "Requested resource not found.");
    return job;
  }

  byArn(arn: string): TrainingJob {
    const job = [...this.#jobs.values()].find((candidate) => candidate.arn === arn);
    if (job === undefined) throw new ServiceError("ValidationException", `Could not find resource '${arn}'.`);
    return job;
  }

  remove(job: TrainingJob): void {
    this.#jobs.delete(keyOf(job.region, job.name));
  }

  get all(): TrainingJob[] {
    return [...this.#jobs.values()];
  }

  inRegion(region: string): TrainingJob[] {
    return this.all.filter((job) => job.region === region);
  }
}

const keyOf = (region: string, name: string): string => `${region}/${name}`;
