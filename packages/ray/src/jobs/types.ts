import type { RuntimeEnv } from "../native-types.ts";

/** Ray's own `JobStatus`. Another word is one that this release does not know. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED" | (string & {});

/** Ray's own `JobDetails`: what `GET /api/jobs/ID` answers. */
export interface RayJobDetails {
  /** `SUBMISSION`, or `DRIVER` for a program that was not submitted. */
  readonly type: "SUBMISSION" | "DRIVER" | (string & {});
  /** The driver's id in the cluster; null until it has called `ray.init`. */
  readonly job_id?: string | null;
  /** Null of a driver that was not submitted. */
  readonly submission_id?: string | null;
  readonly driver_info?: { readonly id: string; readonly node_ip_address: string; readonly pid: string } | null;
  readonly status: RayJobStatus;
  readonly entrypoint: string;
  /** Of a failed entrypoint, its exit code and the last lines of its log. */
  readonly message?: string | null;
  /** Ray's own `JobErrorType`, such as `JOB_ENTRYPOINT_COMMAND_ERROR`; null unless it failed. */
  readonly error_type?: string | null;
  /** Unix milliseconds of the submission. */
  readonly start_time?: number | null;
  /** Unix milliseconds. */
  readonly end_time?: number | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly runtime_env?: RuntimeEnv | null;
  readonly driver_agent_http_address?: string | null;
  /** The node that runs the driver; null until it does. */
  readonly driver_node_id?: string | null;
  /** Negative for a signal; null unless the entrypoint ended by itself. */
  readonly driver_exit_code?: number | null;
}

/** What `GET /api/version` answers. */
export interface RayVersion {
  readonly ray_version: string;
  /** Another one after every start of the head, which forgets all jobs unless it keeps them in a store. */
  readonly session_name?: string;
}
