import type { YardTiming } from "./container/run-job.ts";
import type { YardFaults } from "./service/faults.ts";

export interface YardOptions {
  /**
   * Where objects, logs and sandboxes lie. Default: a fresh temporary folder, removed on close. A folder
   * that is given stays, but a yard starts empty: what an earlier one left there is removed.
   */
  readonly folder?: string;
  /** The interpreter that stands for the container's `python3`. Default: `SWITCHYARD_PYTHON`, else `python3`. */
  readonly python?: string;
  /** Region of requests that are not signed. Default `us-east-1`. */
  readonly region?: string;
  /** Account in ARNs. Default `000000000000`. */
  readonly account?: string;
  /** Milliseconds between SIGTERM and SIGKILL. Default 120000, as SageMaker has it. */
  readonly stopGrace?: number;
  /** Refuse buckets that nobody created with NoSuchBucket. Default: a bucket is created by its first use. */
  readonly strictBuckets?: boolean;
  /** Delays of the stages of a job. */
  readonly timing?: YardTiming;
  /** The Ray cluster. */
  readonly ray?: YardRay;
  /** Misbehaviour on demand. Default: none. */
  readonly faults?: YardFaults;
}

/** What kind of Ray cluster the yard stands for. */
export interface YardRay {
  /** The cluster's token (`RAY_AUTH_MODE=token`). Default: none, and everybody may ask. */
  readonly token?: string;
  /** What drivers may reserve by `entrypoint_num_cpus` and the like. Default: the machine's processors as `CPU`. */
  readonly resources?: Readonly<Record<string, number>>;
  /** Milliseconds for which a look at a package keeps it. Default 600000, as Ray has it. */
  readonly packagePin?: number;
}
