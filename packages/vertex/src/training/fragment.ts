import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import type { CustomJob, CustomJobSpec, WorkerPoolSpec } from "../native-types.gen.ts";
import type { ResolvedSettings } from "../settings.ts";

type Planned<T> = T extends string
  ? T | Placeholder
  : T extends readonly (infer Item)[]
    ? readonly Planned<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Planned<T[K]> }
      : T;

/** Worker pools by their position, which is their meaning; a list in the request. */
export type Pools = Readonly<Record<number, Planned<WorkerPoolSpec>>>;

/** A job's body while it is put together. */
export type DraftBody = Planned<Omit<CustomJob, "jobSpec">> & {
  readonly jobSpec?: Planned<Omit<CustomJobSpec, "workerPoolSpecs">> & { readonly workerPoolSpecs?: Pools };
};

/** Members of the request that one cause decides. `origin` names the cause: `spec:…`, `settings:…`, `core:…` or `default`. */
export interface Part {
  readonly origin: string;
  readonly body: DraftBody;
}

/** What one rule adds to the plan. */
export interface Fragment {
  readonly parts?: readonly Part[];
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;
