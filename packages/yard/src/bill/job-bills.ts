import type { RayJob } from "../ray/ray-job.ts";
import type { TrainingJob } from "../sagemaker/training-job.ts";
import { instanceGroups } from "../sagemaker/training-request.ts";
import { type JobBill, rounded } from "./bill.ts";

/** A training job: its instances together, and less for each second where they are spot instances. */
export function billOfTraining(job: TrainingJob): JobBill {
  const machines = instanceGroups(job.request).reduce((sum, { InstanceCount = 1 }) => sum + InstanceCount, 0);
  const { training, billable } = job.seconds;
  return {
    service: "sagemaker",
    name: job.name,
    status: job.status,
    running: !job.ended,
    machines,
    starts: job.starts,
    seconds: rounded(training),
    billableSeconds: rounded(billable * machines),
  };
}

/** A Ray job: the time of its driver on one node. What a cluster costs meanwhile, its owner knows. */
export function billOfRay({ id, status, ended, began, endedAt = Date.now() }: RayJob): JobBill {
  const seconds = began === undefined ? 0 : rounded((endedAt - began) / 1000);
  return {
    service: "ray",
    name: id,
    status,
    running: !ended,
    machines: 1,
    starts: began === undefined ? 0 : 1,
    seconds,
    billableSeconds: seconds,
  };
}
