import type { JsonObject } from "../json.ts";
import { nodeIdOf } from "./nodes.ts";
import type { Submission } from "./submission.ts";

export type RayStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED";

/** Ray's words for what failed. */
export type RayErrorType =
  | "RUNTIME_ENV_SETUP_FAILURE"
  | "JOB_SUPERVISOR_ACTOR_START_TIMEOUT"
  | "JOB_SUPERVISOR_ACTOR_START_FAILURE"
  | "JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE"
  | "JOB_SUPERVISOR_ACTOR_DIED"
  | "JOB_ENTRYPOINT_COMMAND_START_ERROR"
  | "JOB_ENTRYPOINT_COMMAND_ERROR";

const messages: Readonly<Record<Exclude<RayStatus, "PENDING">, string>> = {
  RUNNING: "Job is currently running.",
  STOPPED: "Job was intentionally stopped.",
  SUCCEEDED: "Job finished successfully.",
  FAILED: "Job failed.",
};

/** How a job came to its end. */
export interface RayEnd {
  readonly status: "STOPPED" | "SUCCEEDED" | "FAILED";
  readonly message?: string;
  readonly errorType?: RayErrorType;
  /** Negative for a signal. */
  readonly exitCode?: number;
}

/** One submitted job as the dashboard tells of it. Times are milliseconds since 1970. */
export class RayJob {
  readonly id: string;
  readonly submission: Submission;
  readonly submitted = Date.now();
  readonly logFile: string;
  status: RayStatus = "PENDING";
  message: string;
  /** A node that was lost has taken the job's log along. */
  nodeLost = false;
  #began: number | undefined;
  #ended: number | undefined;
  #end: RayEnd | undefined;

  constructor(id: string, submission: Submission, logFile: string) {
    this.id = id;
    this.submission = submission;
    this.logFile = logFile;
    this.message = pendingMessage(submission);
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** When the driver was started; undefined before. */
  get began(): number | undefined {
    return this.#began;
  }

  get endedAt(): number | undefined {
    return this.#ended;
  }

  /** The node that the driver was given; undefined before. */
  get nodeId(): string | undefined {
    return this.#began === undefined ? undefined : nodeIdOf(this.id);
  }

  run(): void {
    this.#began = Date.now();
    this.status = "RUNNING";
    this.message = messages.RUNNING;
  }

  end(end: RayEnd): void {
    this.status = end.status;
    this.message = end.message ?? messages[end.status];
    this.#end = end;
    this.#ended = Date.now();
  }

  /** JobDetails; a request that looks like a browser's sees no values of the environment. */
  details(redacted: boolean, agentAddress: string): JsonObject {
    const { entrypoint, metadata = null, runtime_env: environment = null } = this.submission;
    return {
      type: "SUBMISSION",
      job_id: null,
      submission_id: this.id,
      driver_info: null,
      status: this.status,
      entrypoint,
      message: this.message,
      error_type: this.#end?.errorType ?? null,
      start_time: this.submitted,
      end_time: this.#ended ?? null,
      metadata,
      runtime_env: redacted ? redact(environment) : environment,
      driver_agent_http_address: this.#began === undefined ? null : agentAddress,
      driver_node_id: this.nodeId ?? null,
      driver_exit_code: this.#end?.exitCode ?? null,
    };
  }
}

function redact(environment: JsonObject | null): JsonObject | null {
  const variables = environment?.["env_vars"];
  if (environment === null || typeof variables !== "object" || variables === null) return environment;
  const hidden = Object.keys(variables).map((name) => [name, "<redacted>"]);
  return { ...environment, env_vars: Object.fromEntries(hidden) as JsonObject };
}

function pendingMessage({ runtime_env: environment = {}, ...submission }: Submission): string {
  const { entrypoint_num_cpus: cpus = 0, entrypoint_num_gpus: gpus = 0, entrypoint_memory: memory = 0 } = submission;
  const resources = cpus > 0 || gpus > 0 || memory > 0 || Object.keys(submission.entrypoint_resources ?? {}).length > 0;
  return [
    "Job has not started yet.",
    ...(resources
      ? ["It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become available."]
      : []),
    ...(Object.keys(environment).length > 0 ? ["It may be waiting for the runtime environment to be set up."] : []),
  ].join(" ");
}
