import type { Study, TrainerSpec } from "@switchyard/core";
import type { VertexSettings } from "@switchyard/vertex";

export type Values = Readonly<Record<string, unknown>>;

/** A job in the words of google-cloud-aiplatform. `{job}` is the job's display name. */
export interface PythonJob {
  readonly kind: "CustomJob" | "CustomContainerTrainingJob" | "HyperparameterTuningJob";
  /** What its constructor takes. */
  readonly make: Values;
  /** What `submit()` takes; of a search `run()`. */
  readonly submit?: Values;
  /** Of a search: the CustomJob that is its trial, and each parameter as its class and arguments. */
  readonly trial?: Values;
  readonly parameters?: Readonly<Record<string, readonly [kind: string, values: Values]>>;
}

/** One training job, told to us and, in its own words, to google-cloud-aiplatform. */
export interface SharedJob {
  readonly title: string;
  readonly spec: Partial<TrainerSpec>;
  readonly settings?: VertexSettings;
  readonly study?: Study;
  readonly python: PythonJob;
}

export const image = "us-docker.pkg.dev/acme/ml/train:1";

export const base = "gs://acme/switchyard/runs/{job}";
export const hub = "us-docker.pkg.dev/deeplearning-platform-release/gcr.io";
export const kmsKey = "projects/acme-ml/locations/us-central1/keyRings/r/cryptoKeys/k";
export const network = "projects/123/global/networks/vpc";
export const serviceAccount = "trainer@acme-ml.iam.gserviceaccount.com";

export const container = { image_uri: image, command: ["python", "train.py"] };
export const cpu = { machine_type: "e2-standard-4" };
export const gpu = (machine_type: string, accelerator_type: string, accelerator_count: number): Values => ({
  machine_type,
  accelerator_type,
  accelerator_count,
});

export const pool = (machine_spec: Values, replica_count = 1, more: Values = {}): Values => ({
  machine_spec,
  replica_count,
  container_spec: container,
  ...more,
});

/** The chief and, of several nodes, the others. */
export const pools = (machine: Values, nodes = 1, more: Values = {}): readonly Values[] =>
  nodes === 1 ? [pool(machine, 1, more)] : [pool(machine, 1, more), pool(machine, nodes - 1, more)];

export const l4 = gpu("g2-standard-4", "NVIDIA_L4", 1);
export const a100 = gpu("a2-ultragpu-8g", "NVIDIA_A100_80GB", 8);
export const together = { restart_job_on_worker_restart: true };

export const on = (accelerator: string, acceleratorsPerNode = 1, nodes = 1): Partial<TrainerSpec> =>
  ({ resources: { accelerator, acceleratorsPerNode, nodes } }) as Partial<TrainerSpec>;
