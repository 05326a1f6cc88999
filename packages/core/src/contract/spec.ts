import type { TrainingArguments, TransformersVersion } from "../arguments/index.ts";
import type { AcceleratorName } from "../spec/accelerators.data.ts";
import type { JsonValue } from "./json.ts";
import type { PlatformOverrides } from "./registry.ts";

/** The machines a job needs, in words that every platform understands. */
export interface Resources {
  /** Kind of accelerator; `cpu` for none. Default: `cpu`. */
  readonly accelerator?: AcceleratorName;
  /** Accelerators, and so ranks, on each node; with `cpu` the number of ranks. Default: 1. */
  readonly acceleratorsPerNode?: number;
  /** Default: 1. */
  readonly nodes?: number;
  /** Interruptible capacity at a lower price. Default: false. */
  readonly spot?: boolean;
  /** The longest the job may run, such as `"6h"`, `"90m"` or `"1h30m"`. Default: the platform's. */
  readonly maxRuntime?: string;
  /** Disk of each node, such as `"200GB"`. Default: the platform's. */
  readonly disk?: string;
}

/** Where a secret's value comes from: a variable of the process that calls `fit()`, or the platform's own secret manager. */
export type SecretSource = { readonly env: string } | { readonly native: string };

export interface Environment<V extends TransformersVersion = TransformersVersion> {
  /** The transformers release, as a string; it chooses the dialect of `args` and the container image. Default: `"5"`. */
  readonly transformers?: V;
  /** The Python release, such as `"3.12"`. Default: the image's. */
  readonly python?: string;
  /** A container image that replaces the one Switchyard would choose. */
  readonly image?: string;
  /** A pip requirements file, relative to `source`; installed before the script starts. */
  readonly requirements?: string;
  /** Environment variables of the script. Never secrets: these stand in the bundle. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Environment variables of the script whose values stay out of every plan, log and bundle. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
}

/** What to train. Portable, plain JSON; the same spec serves every platform. */
export interface TrainerSpec<V extends TransformersVersion = TransformersVersion> {
  /** Begins native names. Letters, digits and inner hyphens, at most 40 characters. */
  readonly name: string;
  /** The folder with the training script, relative to the spec's own folder (or the working directory in code). */
  readonly source: string;
  /** The script, relative to `source`. It is run unmodified. */
  readonly entryPoint: string;
  /** transformers' TrainingArguments, by their own names and shapes. */
  readonly args?: TrainingArguments<V>;
  /** Further command line arguments of the script. */
  readonly scriptArgs?: Readonly<Record<string, JsonValue>>;
  readonly resources?: Resources;
  readonly environment?: Environment<V>;
  /** Data by name: a URI of the platform's object store. The script finds it at `{input:NAME}`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outputs?: {
    /** Where the platform puts the model: a URI of its object store. Default: the platform's setting. */
    readonly store?: string;
    /** A Hugging Face repository, `owner/name`, that receives the model. */
    readonly hub?: string;
    /**
     * Where finished checkpoints are kept while the job runs, so that a later attempt of the same run goes on from them:
     * a URI of a store that the job can reach (`s3://`, `gs://`, `https://ACCOUNT.blob.core.windows.net/CONTAINER/`,
     * `abfss://`, `hf://OWNER/NAME`). Default: the platform's own place for spot jobs, and nothing for others.
     */
    readonly checkpoints?: string;
  };
  readonly launch?: {
    /** Who starts the ranks on a node. Default: `spawn`, Switchyard's own launcher. */
    readonly kind?: "spawn" | "torchrun" | "accelerate" | "deepspeed" | "native";
    /**
     * How the script gets its arguments: `argv` by its command line; `json` by a JSON file, whose path is its only
     * argument (HfArgumentParser.parse_json_file). Default: `auto`, the command line unless a value cannot be said there.
     */
    readonly arguments?: "auto" | "argv" | "json";
    /**
     * Whether a script whose Trainer is told no checkpoint goes on from the newest complete one that is found. Default:
     * `auto`, it does; with `none` it begins at step 0.
     */
    readonly resume?: "auto" | "none";
  };
  /** Native fields, merged last. A key exists only when that platform's package is imported. */
  readonly platforms?: PlatformOverrides;
}

/** Keeps the literal types of a spec, so that a misspelt argument does not compile. Returns the spec as it is. */
export function defineTrainer<const V extends TransformersVersion = "5">(spec: TrainerSpec<V>): TrainerSpec<V> {
  return spec;
}
