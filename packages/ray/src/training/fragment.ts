import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { JobSubmitRequest, RayJob, Text } from "../native-types.ts";
import type { Part } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";

/** What one rule adds to the plan. Of `job` and `manifest` only the one is used that the settings ask for. */
export interface Fragment {
  readonly job?: readonly Part<JobSubmitRequest>[];
  readonly manifest?: readonly Part<RayJob>[];
  /** Variables of the job's runtime environment, wherever that stands. */
  readonly variables?: readonly { readonly origin: string; readonly values: Readonly<Record<string, Text>> }[];
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;
