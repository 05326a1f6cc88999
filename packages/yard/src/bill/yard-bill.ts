import type { ProcessLedger } from "../container/process-ledger.ts";
import type { LogStore } from "../logs/log-store.ts";
import type { Ray } from "../ray/create-ray.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { JobTable } from "../sagemaker/job-table.ts";
import type { RequestCounts } from "../service/request-counts.ts";
import { makeBill, type ServiceBill, type YardBill } from "./bill.ts";
import { billOfRay, billOfTraining } from "./job-bills.ts";

/** Where a yard keeps what it is asked for. */
export interface BilledParts {
  readonly trainingJobs: JobTable;
  readonly logs: LogStore;
  readonly store: ObjectStore;
  readonly ray: Ray;
  readonly counts: RequestCounts;
  readonly ledger: ProcessLedger;
}

/** The bill of a yard at this moment. */
export function billOfYard({ trainingJobs, logs, store, ray, counts, ledger }: BilledParts): YardBill {
  const training = trainingJobs.created;
  const submitted = ray.jobs.created;
  const { puts, objects, bytes } = store.summary;
  const { uploads, kept } = ray.packages.summary;
  const services: readonly Pick<ServiceBill, "service" | "created" | "left">[] = [
    { service: "sagemaker", created: { jobs: training.length }, left: { "running jobs": countRunning(training) } },
    { service: "logs", created: { streams: logs.size }, left: { streams: logs.size } },
    { service: "s3", created: { objects: puts }, left: { objects, bytes } },
    {
      service: "ray",
      created: { jobs: submitted.length, packages: uploads },
      left: { "running jobs": countRunning(submitted), packages: kept },
    },
  ];
  return makeBill(
    services.map((each) => ({ ...each, ...counts.of(each.service) })),
    [...training.map(billOfTraining), ...submitted.map(billOfRay)],
    ledger.size,
  );
}

const countRunning = (jobs: readonly { readonly ended: boolean }[]): number =>
  jobs.filter(({ ended }) => !ended).length;
