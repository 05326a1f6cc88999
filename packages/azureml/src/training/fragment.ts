import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { CommandJob } from "../native-types.ts";
import type { Part } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";

/** Members of the job's `properties` that one cause decides. */
export type JobPart = Part<CommandJob>;

/** What one rule adds to the plan: to the job, and to what is created before it. */
export interface Fragment {
  readonly job?: readonly JobPart[];
  /** The registered image, by its environment's name, when the job needs one. */
  readonly environment?: { readonly name: string; readonly image: string; readonly origin: string };
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;
