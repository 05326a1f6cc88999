import type { JsonObject } from "../json.ts";
import { sagemakerModel } from "../schema/sagemaker-model.ts";
import { createAwsJsonService, type Operation } from "../service/aws-json.ts";
import type { Service } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import type { JobFates } from "../service/job-fates.ts";
import type { JobRunner } from "../container/job-runner.ts";
import type { JobTable } from "./job-table.ts";
import { listJobs, type ListInput } from "./list-jobs.ts";
import { checkRules } from "./rules.ts";
import { TrainingJob } from "./training-job.ts";
import { instanceGroups, type Tag, type TrainingRequest } from "./training-request.ts";

const mostTags = 50;

/** SageMaker's training operations. Inputs have passed Amazon's model, so that they are what the casts below say. */
export function createSageMakerService(runner: JobRunner, jobs: JobTable, fates: JobFates, account: string): Service {
  const named = (input: JsonObject, region: string) => jobs.get(region, input["TrainingJobName"] as string);

  const operations: Readonly<Record<string, Operation>> = {
    CreateTrainingJob(input, { region }) {
      const request = input as TrainingRequest;
      checkRules(request);
      const job = new TrainingJob(request, region, account);
      if (!jobs.has(job) && fates.lacksQuota(job.name, job.places)) throw withoutQuota(job);
      jobs.add(job);
      runner.start(job);
      return { TrainingJobArn: job.arn };
    },
    DescribeTrainingJob: (input, { region }) => named(input, region).describe(),
    ListTrainingJobs: (input, { region }) => listJobs(jobs.inRegion(region), input as ListInput),
    StopTrainingJob(input, { region }) {
      const job = named(input, region);
      if (job.ended)
        throw new ServiceError(
          "ValidationException",
          `The request was rejected because the training job is in status ${job.status}.`,
        );
      runner.stop(job);
      return {};
    },
    DeleteTrainingJob(input, { region }) {
      const job = named(input, region);
      if (!job.ended)
        throw new ServiceError(
          "ResourceInUse",
          `The training job ${job.arn} is in status ${job.status}. Stop it, and delete it when it has ended.`,
        );
      jobs.remove(job);
      return {};
    },
    ListTags: (input) => ({ Tags: jobs.byArn(input["ResourceArn"] as string).tagList() }),
    AddTags(input) {
      const job = jobs.byArn(input["ResourceArn"] as string);
      const merged = new Map([
        ...job.tags,
        ...(input["Tags"] as readonly Tag[]).map(({ Key, Value }) => [Key, Value] as const),
      ]);
      if (merged.size > mostTags)
        throw new ServiceError(
          "ValidationException",
          `A resource can have at most ${mostTags} tags; this would make ${merged.size}.`,
        );
      for (const [key, value] of merged) job.tags.set(key, value);
      return { Tags: job.tagList() };
    },
  };

  return createAwsJsonService({
    name: "sagemaker",
    targetPrefix: "SageMaker",
    model: sagemakerModel,
    invalidCode: "ValidationException",
    operations,
  });
}

/** Quotas of most machines are 0 until somebody asks for more; those of spot jobs are counted apart. */
function withoutQuota({ request, isSpot }: TrainingJob): ServiceError {
  const [{ InstanceType = "", InstanceCount = 1 } = {}] = instanceGroups(request);
  const use = isSpot ? "spot training job usage" : "training job usage";
  return new ServiceError(
    "ResourceLimitExceeded",
    `The account-level service limit '${InstanceType} for ${use}' is 0 Instances, with current utilization of 0 Instances and a request delta of ${InstanceCount} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
  );
}
