import type { JsonObject } from "../json.ts";
import { ServiceError } from "../service/service-error.ts";
import type { TrainingJob } from "./training-job.ts";

/** What ListTrainingJobs takes; times are epoch seconds. */
export interface ListInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly LastModifiedTimeAfter?: number;
  readonly LastModifiedTimeBefore?: number;
  readonly NameContains?: string;
  readonly StatusEquals?: string;
  readonly SortBy?: "Name" | "CreationTime" | "Status";
  readonly SortOrder?: "Ascending" | "Descending";
  readonly WarmPoolStatusEquals?: string;
  readonly TrainingPlanArnEquals?: string;
}

const sortKeys: Readonly<Record<NonNullable<ListInput["SortBy"]>, (job: TrainingJob) => string | number>> = {
  Name: (job) => job.name,
  CreationTime: (job) => job.created,
  Status: (job) => job.status,
};

/** Filters, sorts and pages jobs as ListTrainingJobs does. */
export function listJobs(jobs: readonly TrainingJob[], input: ListInput): JsonObject {
  const { MaxResults: size = 10, SortBy = "CreationTime", SortOrder = "Ascending" } = input;
  const key = sortKeys[SortBy];
  const found = jobs.filter((job) => matches(job, input)).sort((left, right) => compare(key(left), key(right)));
  if (SortOrder === "Descending") found.reverse();
  const start = input.NextToken === undefined ? 0 : readToken(input.NextToken);
  const rest = start + size < found.length ? { NextToken: writeToken(start + size) } : {};
  return { TrainingJobSummaries: found.slice(start, start + size).map((job) => job.summary()), ...rest };
}

function matches(job: TrainingJob, input: ListInput): boolean {
  const { CreationTimeAfter = -Infinity, CreationTimeBefore = Infinity } = input;
  const { LastModifiedTimeAfter = -Infinity, LastModifiedTimeBefore = Infinity } = input;
  // The yard keeps no warm pools and sells no training plans, so that no job can match these two.
  if (input.WarmPoolStatusEquals !== undefined || input.TrainingPlanArnEquals !== undefined) return false;
  return (
    job.created > CreationTimeAfter &&
    job.created < CreationTimeBefore &&
    job.modified > LastModifiedTimeAfter &&
    job.modified < LastModifiedTimeBefore &&
    job.name.toLowerCase().includes((input.NameContains ?? "").toLowerCase()) &&
    (input.StatusEquals === undefined || job.status === input.StatusEquals)
  );
}

function compare(left: string | number, right: string | number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const writeToken = (offset: number): string => Buffer.from(JSON.stringify({ offset })).toString("base64");

function readToken(token: string): number {
  const match = /^\{"offset":(\d+)\}$/.exec(Buffer.from(token, "base64").toString());
  if (match === null) throw new ServiceError("ValidationException", "Invalid NextToken.");
  return Number(match[1]);
}
