import type { AcceleratorName } from "../spec/accelerators.data.ts";
import type { CallOptions } from "./call.ts";
import type { Coverage } from "./coverage.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { JobSnapshot, JobState } from "./job.ts";
import type { Machine, NativeRequest, Plan, RunIdentity, Upload } from "./plan.ts";
import type { TrainerSpec } from "./spec.ts";
import type { Study } from "./study.ts";
import type { ObjectStore } from "./store.ts";

/** Resources with every default filled in and every unit turned into a number. */
export interface ResolvedResources {
  readonly accelerator: AcceleratorName;
  readonly acceleratorsPerNode: number;
  readonly nodes: number;
  readonly spot: boolean;
  readonly maxRuntimeSeconds?: number;
  readonly diskGigabytes?: number;
}

/** What a platform translates: a checked spec, its bundle and its identity. */
export interface TranslationInput {
  readonly spec: TrainerSpec;
  readonly resources: ResolvedResources;
  readonly bundle: { readonly manifest: string; readonly files: number; readonly bytes: number };
  readonly identity: RunIdentity;
  /**
   * The transformers release that the container must have, such as `5.23` or `5.3.0`: the launcher installs it where
   * another is. Undefined where whatever the image has is right.
   */
  readonly transformers?: string;
}

/** The container image of a spec's job, as far as transformers goes and as far as it is known offline. */
export interface ImageTransformers {
  /** What a sentence calls the image, such as `the image of the cluster's nodes`. */
  readonly name: string;
  /** Whether Switchyard chose it; then a spec that names no release wants `"5"`. */
  readonly chosen: boolean;
  /** The release in it, such as `5.3.0`; `5` where no more than the major is known; undefined where nothing is. */
  readonly release?: string;
  /** Its releases of Python and torch, which rule out some releases of transformers. */
  readonly python?: string;
  readonly torch?: string;
  /** Why no other release can be installed in it: a clause, such as `the job has no network`. Undefined where one can. */
  readonly fixed?: string;
}

export interface Translation<R extends NativeRequest = NativeRequest> {
  readonly requests: readonly R[];
  readonly uploads: readonly Upload[];
  readonly uri?: string;
  readonly image?: string;
  readonly machine: Machine;
  /** JSON pointer into the plan (`/requests/0/body/ResourceConfig/InstanceCount`) → `spec:resources.nodes`. */
  readonly origins: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A path in the container: as it stands, or as a variable of the platform tells it when the job runs. */
export type ContainerPath = string | { readonly environment: string };

/** What a secret's `native` name is a name in, where the launcher reads it: a service of the cloud, or a file of the node. */
export type SecretManager = "aws-secrets-manager" | "gcp-secret-manager" | "azure-key-vault" | "file";

/** Where a container of this platform expects things, and how long it has after a stop signal. */
export interface ContainerLayout {
  /** Where the input of this name and URI lies. */
  input(name: string, uri: string): ContainerPath;
  /** Where the script writes checkpoints and the model while it runs. */
  readonly output: string;
  /** What the platform collects when the job has succeeded. */
  readonly model: ContainerPath;
  /** What the platform reads a failure's reason from. */
  readonly failureFile?: string;
  readonly graceSeconds: number;
  /** Absent where native fields of the platform turn a secret into a variable. */
  readonly secretManager?: SecretManager;
  /** The platform starts every rank by itself, and the launcher runs in each of them. Default: it starts them. */
  readonly startsRanks?: boolean;
  /**
   * How many nodes the launchers of a job must find; with another number they end before the script starts, so that no
   * job is paid for that trains apart. Undefined where only the platform knows. Default: `resources.nodes`.
   */
  nodes?(spec: TrainerSpec, resources: ResolvedResources): number | undefined;
  /**
   * Where the launcher keeps finished checkpoints: a path, or a variable that holds a path or a store's URI. Undefined
   * where the platform itself keeps the output, and where nothing is kept.
   */
  checkpoints?(spec: TrainerSpec, resources: ResolvedResources): ContainerPath | undefined;
}

/** Resolved before sending: `body` is complete, secrets included. Never print it. */
export interface ReadyRequest<R extends NativeRequest = NativeRequest> {
  readonly request: R;
  readonly body: object;
}

/** Log streams of one job. Reading twice from one cursor gives the same lines first; more may follow. */
export interface LogSource {
  streams(uri: string, call: CallOptions): Promise<readonly { readonly id: string; readonly node: number }[]>;
  /** One page after the cursor, or from the beginning. `end`: nothing more is there at this moment. */
  read(uri: string, stream: string, cursor: string | undefined, call: CallOptions): Promise<LogPage>;
  /** The newest page, whatever came before it. */
  tail(uri: string, stream: string, call: CallOptions): Promise<readonly LogLine[]>;
}

export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly line: string;
}

export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly cursor: string;
  readonly end: boolean;
}

/** A native job as a spec again. */
export interface Lifted {
  readonly spec: TrainerSpec;
  /** One for each native field that has no place in a portable spec and was kept as an override, or could not be kept. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a platform needs to translate a search: a training job's translation, and what varies. */
export interface TuningInput extends TranslationInput {
  readonly study: Study;
}

/**
 * The pure half of a platform: no client, clock or file system. A package that can plan but not yet run has only this.
 */
export interface TrainingTranslator<R extends NativeRequest = NativeRequest> {
  readonly contract: 1;
  /** The platform's id, which also is the scheme of its URIs. */
  readonly platform: string;
  readonly coverage: Coverage;
  readonly layout: ContainerLayout;
  /** What `$setting` placeholders stand for, as far as it is set; these values are part of a job's identity. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /**
   * The image of this spec's job: core decides by it which transformers release runs, for which arguments are checked and
   * written, and whether the launcher installs it. Undefined where there is no image, which `translate` reports.
   */
  imageTransformers(spec: TrainerSpec): ImageTransformers | undefined;
  /** Files of the platform's own that go into the bundle, beside the launcher. */
  bundleFiles?(
    spec: TrainerSpec,
    resources: ResolvedResources,
  ): readonly { readonly path: string; readonly text: string }[];
  /** Checks its requests against the vendor's own schema. */
  translate(input: TranslationInput): Translation<R>;
  /** The same for a hyperparameter search. */
  translateTuning?(input: TuningInput): Translation<R>;
  /**
   * The reverse: a native request, description or manifest as a spec. A promise, so that only who lifts loads what reads.
   *
   * @throws {ConfigError} when it is none of this platform's.
   */
  lift?(native: unknown): Promise<Lifted>;
}

/** The pure half of a platform that can also run its jobs. */
export interface RunnableTranslator<R extends NativeRequest = NativeRequest> extends TrainingTranslator<R> {
  /**
   * Looks at the form of a job's URI, so that `attach` refuses a wrong one before the driver is there.
   *
   * @throws {ConfigError} when the URI is not one of this platform's.
   */
  checkUri(uri: string): void;
}

/**
 * The live half of a platform: what it takes to run jobs, loaded when a job is first sent or looked at. Order of steps,
 * retries, polling, log merging and redaction are core's, once. Every method that touches the network throws
 * SwitchyardError only, classified once.
 */
export interface TrainingDriver<R extends NativeRequest = NativeRequest> {
  /** Native status → ours. A name that is missing here is `unknown`, never terminal. */
  readonly states: Readonly<Record<string, JobState>>;
  /** Milliseconds between two looks at a job. */
  readonly pollInterval: number;
  readonly store: ObjectStore;
  readonly logs: LogSource;
  /**
   * Sends one step exactly as planned, once, without a retry of its own. `created: false`: the name was taken by the
   * same identity. A name taken by another identity throws `conflict`.
   */
  send(ready: ReadyRequest<R>, plan: Plan<R>, call: CallOptions): Promise<{ reply: unknown; created: boolean }>;
  /** The job's URI when this plan's identity exists already: resolves a lost reply. */
  find(plan: Plan<R>, call: CallOptions): Promise<string | undefined>;
  /**
   * Many jobs, few calls; in the order asked.
   *
   * @throws {SwitchyardError} `not-found` when one does not exist.
   */
  describe(uris: readonly string[], call: CallOptions): Promise<readonly JobSnapshot[]>;
  cancel(uri: string, call: CallOptions): Promise<void>;
}
