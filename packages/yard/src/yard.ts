import { join } from "node:path";

import type { YardBill } from "./bill/bill.ts";
import { billOfYard } from "./bill/yard-bill.ts";
import { JobRunner } from "./container/job-runner.ts";
import { createPythonBin } from "./container/python-bin.ts";
import { listen, type Listener, type ListenOptions } from "./http/listen.ts";
import { LogStore } from "./logs/log-store.ts";
import { createLogsService } from "./logs/logs-service.ts";
import type { YardOptions } from "./options.ts";
import { ObjectStore } from "./s3/object-store.ts";
import { createRay } from "./ray/create-ray.ts";
import { isForRay } from "./ray/routes.ts";
import { createS3Service } from "./s3/s3-service.ts";
import { JobTable } from "./sagemaker/job-table.ts";
import { createSageMakerService } from "./sagemaker/sagemaker-service.ts";
import { createDispatch } from "./service/dispatch.ts";
import { createFaultDice } from "./service/faults.ts";
import { createJobFates } from "./service/job-fates.ts";
import { RequestCounts } from "./service/request-counts.ts";
import type { RecordedRequest, Service } from "./service/service.ts";
import { openYardFolder } from "./yard-folder.ts";

/** Local stand-ins of SageMaker training, S3, CloudWatch Logs and Ray, over one state. */
export interface Yard {
  /** The folder of objects, logs and sandboxes. */
  readonly folder: string;
  /** What was asked so far, oldest first; at most the newest 10,000 requests. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Answers one request, whichever service it is for.
   *
   * @throws {ConnectionDropped} when no reply may arrive.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * Takes the machines of a job away: of a SageMaker spot job, which gets them back later, or of a Ray job, which has
   * failed then. False when no job of that name has machines that can go.
   */
  preempt(name: string): boolean;
  /** Answers on a port: `127.0.0.1` and a free port unless told otherwise. */
  listen(options?: ListenOptions): Promise<Listener>;
  /** What was asked, created and run so far, and what is still there. Good after `close` too. */
  bill(): YardBill;
  /** Stops listening, ends every job with all its processes, and waits for them. */
  close(): Promise<void>;
}

/**
 * Opens a yard.
 *
 * @throws {Error} when another yard that is alive holds the folder.
 */
export function createYard(options: YardOptions = {}): Yard {
  const { account = "000000000000", region = "us-east-1", stopGrace = 120_000, timing = {} } = options;
  const folder = openYardFolder(options.folder);
  const store = new ObjectStore({
    folder: join(folder.path, "objects"),
    strictBuckets: options.strictBuckets ?? false,
  });
  const logs = new LogStore(join(folder.path, "logs"));
  const python = options.python ?? process.env["SWITCHYARD_PYTHON"] ?? "python3";
  let path: Promise<string> | undefined;
  const containerPath = () => (path ??= createPythonBin(join(folder.path, "bin"), python));
  const fates = createJobFates(options.faults);
  const shared = { ledger: folder.ledger, fates, path: containerPath, stopGrace, timing };
  const runner = new JobRunner(join(folder.path, "jobs"), { store, logs, ...shared });
  const trainingJobs = new JobTable();

  const ray = createRay(join(folder.path, "ray"), options.ray, { python, ...shared });
  const s3 = createS3Service(store);
  const byTarget: Readonly<Record<string, Service>> = {
    SageMaker: createSageMakerService(runner, trainingJobs, fates, account),
    Logs_20140328: createLogsService(logs, account),
  };
  const requests: RecordedRequest[] = [];
  const counts = new RequestCounts();
  const listeners = new Set<Listener>();
  let closing: Promise<void> | undefined;

  const fetch = createDispatch({
    serviceOf(request, url) {
      if (isForRay(request, url)) return ray.service;
      return byTarget[(request.headers.get("x-amz-target") ?? "").split(".")[0] ?? ""] ?? s3;
    },
    region,
    faults: createFaultDice(options.faults),
    requests,
    counts,
  });
  const close = async () => {
    await Promise.all([...listeners].map((listener) => listener.close()));
    await Promise.all([runner.close(), ray.jobs.close()]);
    await logs.close();
    folder.release();
  };
  return {
    folder: folder.path,
    requests,
    fetch,
    preempt(name) {
      const spot = trainingJobs.all.filter((job) => job.name === name);
      return spot.some((job) => runner.preempt(job)) || ray.jobs.preempt(name);
    },
    async listen(where = {}) {
      const listener = await listen(fetch, where);
      listeners.add(listener);
      return listener;
    },
    bill: () => billOfYard({ trainingJobs, logs, store, ray, counts, ledger: folder.ledger }),
    close: () => (closing ??= close()),
  };
}
