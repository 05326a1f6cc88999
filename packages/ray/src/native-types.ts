import type { NativeRequest, Placeholder } from "@switchyard/core";
import type { RayJob } from "./ray-job.gen.ts";

export type { RayJob } from "./ray-job.gen.ts";

/** Text of a body: as it goes over the wire, or a placeholder for what is not known offline. */
export type Text = string | Placeholder;

/** Any part of a value; placeholders are ours alone. */
type Recursive<T> = T extends Placeholder
  ? never
  : T extends readonly (infer Item)[]
    ? readonly Recursive<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Recursive<T[K]> }
      : T;

interface Installer {
  readonly packages: readonly string[];
  readonly pip_check?: boolean;
  readonly pip_version?: string;
  readonly pip_install_options?: readonly string[];
}

interface UvInstaller {
  readonly packages: readonly string[];
  readonly uv_check?: boolean;
  readonly uv_version?: string;
  readonly uv_pip_install_options?: readonly string[];
}

/** `ray.runtime_env.RuntimeEnv`, as far as it goes over HTTP. */
export interface RuntimeEnv {
  readonly working_dir?: Text;
  readonly py_modules?: readonly string[];
  readonly py_executable?: string;
  readonly java_jars?: readonly string[];
  /** Readable by everybody who can reach the dashboard. `${NAME}` in a value is replaced on the node. */
  readonly env_vars?: Readonly<Record<string, Text>>;
  readonly pip?: readonly string[] | Installer;
  readonly uv?: readonly string[] | UvInstaller;
  readonly conda?: string | Readonly<Record<string, unknown>>;
  readonly container?: Readonly<Record<string, unknown>>;
  readonly image_uri?: string;
  readonly worker_process_setup_hook?: string;
  readonly config?: { readonly setup_timeout_seconds?: number; readonly eager_install?: boolean };
  readonly _nsight?: unknown;
  readonly _rocprof_sys?: unknown;
}

/** The body of `POST /api/jobs/`. */
export interface JobSubmitRequest {
  /** One string for `/bin/sh -c`. */
  readonly entrypoint: string;
  readonly submission_id?: string;
  readonly runtime_env?: RuntimeEnv;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly entrypoint_num_cpus?: number;
  readonly entrypoint_num_gpus?: number;
  /** Bytes. */
  readonly entrypoint_memory?: number;
  readonly entrypoint_resources?: Readonly<Record<string, number>>;
  readonly entrypoint_label_selector?: Readonly<Record<string, string>>;
}

/** `ray.train.ScalingConfig`. */
export interface ScalingConfig {
  /** A number of workers, or the fewest and the most of an elastic run. */
  readonly num_workers?: number | readonly [fewest: number, most: number];
  readonly use_gpu?: boolean;
  readonly use_tpu?: boolean;
  readonly topology?: string;
  readonly resources_per_worker?: Readonly<Record<string, number>>;
  readonly placement_strategy?: "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";
  readonly accelerator_type?: string;
  readonly label_selector?: Readonly<Record<string, string>>;
  readonly elastic_resize_monitor_interval_s?: number;
}

/** `ray.train.FailureConfig`. A script's own error ends the run, whatever `max_failures` says. */
export interface FailureConfig {
  /** How often a run that lost workers begins again, from its newest checkpoint; -1 for without end. */
  readonly max_failures?: number;
  readonly controller_failure_limit?: number;
  readonly max_preemption_failures?: number;
}

/** `ray.train.CheckpointConfig`. */
export interface CheckpointConfig {
  readonly num_to_keep?: number;
  readonly checkpoint_score_attribute?: string;
  readonly checkpoint_score_order?: "max" | "min";
}

/** `ray.train.torch.TorchConfig`. */
export interface TorchConfig {
  readonly backend?: string;
  readonly timeout_s?: number;
}

/** What the driver in the bundle reads from `switchyard-ray.json`, by Ray Train's own names. */
export interface TrainConfiguration {
  readonly scaling_config: ScalingConfig;
  readonly failure_config: FailureConfig;
  readonly checkpoint_config: CheckpointConfig;
  readonly torch_config: TorchConfig;
}

/** What `platforms.ray` may hold: each part goes into what it is named after. */
export interface RayTraining {
  /** Fields of the submission, where `submit` is `jobs`. */
  readonly job?: Recursive<JobSubmitRequest>;
  /** Fields of the manifest, where `submit` is `kuberay`. */
  readonly rayJob?: Recursive<RayJob>;
  /** Fields of Ray Train's configuration, in the bundle. */
  readonly train?: Recursive<TrainConfiguration>;
}

/** The one request of a plan. */
export type RayRequest = NativeRequest & { readonly step: "job" } & (
    | { readonly service: "ray"; readonly operation: "POST /api/jobs/"; readonly body: JobSubmitRequest }
    | { readonly service: "kubernetes"; readonly operation: "RayJob"; readonly body: RayJob }
  );

/** Ray's entry in the registry of platforms. */
export interface RayTypes {
  readonly training: RayTraining;
  readonly request: RayRequest;
}

declare module "@switchyard/core" {
  interface PlatformRegistry {
    ray: RayTypes;
  }
}
