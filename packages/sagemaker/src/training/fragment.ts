import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { ResolvedSettings } from "../settings.ts";

type Planned<T> = T extends string
  ? T | Placeholder
  : T extends readonly (infer Item)[]
    ? readonly Planned<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Planned<T[K]> }
      : T;

/** Members of the request that one cause decides. `origin` names the cause: `spec:…`, `settings:…`, `core:…` or `default`. */
export interface Part {
  readonly origin: string;
  readonly body: Planned<CreateTrainingJobRequest>;
}

/** What one rule adds to the plan. */
export interface Fragment {
  readonly parts?: readonly Part[];
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;
