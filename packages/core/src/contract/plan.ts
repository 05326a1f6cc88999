import type { Diagnostic } from "./diagnostic.ts";
import type { CallOptions } from "./call.ts";
import type { PlatformId, RequestOf } from "./registry.ts";

/**
 * Stands in a body for what is not known offline. In `fit()` a setting takes the platform's value (with `append` behind
 * it), a secret the value of its source, and a reply what an earlier step answered.
 */
export type Placeholder =
  | { readonly $setting: string; readonly append?: string }
  | { readonly $secret: string }
  | { readonly $reply: string };

/** One step of a plan, as it goes over the wire. */
export interface NativeRequest {
  /** Names the step within its plan; `$reply` refers to it. */
  readonly step: string;
  /** The vendor's service, such as `sagemaker`. */
  readonly service: string;
  /** The vendor's own name: `CreateTrainingJob`. */
  readonly operation: string;
  /** The URL or parent resource that the body is sent to. */
  readonly target: string;
  /** Exact wire JSON, with placeholders for what is not known offline. */
  readonly body: object;
}

/** A bundle and where it goes. Its identity is the manifest's hash, never archive bytes: compressors differ. */
export interface Upload {
  readonly from: "source";
  /** One archive, or each file by itself below `to`. */
  readonly format: "tar.gz" | "zip" | "files";
  /** A URI of the platform's object store. */
  readonly to: string | Extract<Placeholder, { $setting: string }>;
  /** SHA-256, in hex, of the sorted list of path, executable bit and content hash. */
  readonly manifest: string;
  readonly files: number;
  /** Sum of the files' sizes, uncompressed. */
  readonly bytes: number;
}

export interface Machine {
  /** The vendor's own name, such as `ml.p4de.24xlarge`. */
  readonly type: string;
  readonly nodes: number;
  /** Absent while the region is not set. */
  readonly region?: string;
  readonly spot: boolean;
  readonly accelerator?: string;
  readonly acceleratorsPerNode?: number;
}

/**
 * `key` hashes all that decides the job; `run` is the caller's word for a deliberate repetition; `attempt` counts
 * resubmissions. A fit() whose key and run exist already attaches to that job.
 */
export interface RunIdentity {
  readonly key: string;
  readonly run: string;
  readonly attempt: number;
}

/** Data, JSON, the same bytes for the same input. */
export interface Plan<R extends NativeRequest = NativeRequest> {
  readonly schemaVersion: 1;
  readonly platform: string;
  readonly identity: RunIdentity;
  /** The job's URI, when it can be told before the job exists. */
  readonly uri?: string;
  readonly requests: readonly R[];
  readonly uploads: readonly Upload[];
  readonly image?: string;
  readonly machine: Machine;
  /** JSON pointer into this plan → where the value came from: `spec:…`, `settings:…`, `core:…` or `default`. */
  readonly origins: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TrainingPlan<P extends PlatformId = PlatformId> extends Plan<RequestOf<P>> {
  readonly kind: "training";
}

/** One trial after another of the same spec, with some arguments varied. */
export interface TuningPlan<P extends PlatformId = PlatformId> extends Plan<RequestOf<P>> {
  readonly kind: "tuning";
}

export interface PlanOptions extends CallOptions {
  /** The caller's word for a deliberate repetition: letters, digits, inner hyphens. Default: `"1"`. */
  readonly run?: string;
  /** Counts resubmissions of one run: its attempts share their checkpoints, and each is a job of its own. Default: 1. */
  readonly attempt?: number;
}
