import { availableParallelism } from "node:os";
import { join } from "node:path";

import type { JobTools } from "../container/run-job.ts";
import type { YardRay } from "../options.ts";
import type { Service } from "../service/service.ts";
import { JobLogs } from "./job-log.ts";
import { PackageStore } from "./package-store.ts";
import { PythonEnvironments } from "./python-environments.ts";
import { RayJobs } from "./ray-jobs.ts";
import { createRayService } from "./ray-service.ts";
import { ResourcePool } from "./resource-pool.ts";
import { UnpackedPackages } from "./unpacked.ts";

const pinMilliseconds = 600_000;
const patience = 1_000;

/** The Ray cluster of a yard. */
export interface Ray {
  readonly service: Service;
  readonly jobs: RayJobs;
  readonly packages: PackageStore;
}

export interface RayTools extends Pick<JobTools, "ledger" | "fates" | "path" | "stopGrace" | "timing"> {
  /** Unpacks zip files. */
  readonly python: string;
}

/** Makes the cluster, with its packages, logs and jobs below a folder. */
export function createRay(folder: string, options: YardRay = {}, tools: RayTools): Ray {
  const { ledger, fates, path, stopGrace, timing, python } = tools;
  const packages = new PackageStore(join(folder, "packages"), options.packagePin ?? pinMilliseconds);
  const logs = new JobLogs(join(folder, "logs"));
  const resources = new ResourcePool(options.resources ?? { CPU: availableParallelism() });
  const unpacked = new UnpackedPackages(join(folder, "unpacked"), packages, python);
  const jobs = new RayJobs(folder, {
    logs,
    packages: unpacked,
    environments: new PythonEnvironments(join(folder, "environments"), python),
    resources,
    ledger,
    fates,
    path,
    preemptionGrace: stopGrace,
    patience: timing.capacity ?? patience,
    timing,
  });
  return { service: createRayService({ jobs, packages, logs, resources, token: options.token }), jobs, packages };
}
