import { mergeNative, type Diagnostic, type TranslationInput } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { assemble, leavesOf } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";
import type { Part, Rule } from "./fragment.ts";
import { rules } from "./rules.ts";
import { overridesOf } from "./rules/overrides.ts";

/** A training job's body before anything was checked. Origins are by JSON pointer below the body. */
export interface Draft {
  readonly body: CreateTrainingJobRequest;
  readonly origins: Readonly<Record<string, string>>;
  /** What the rules told. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Lists of the request whose items have names, so that an override changes or adds one and leaves the others. */
const keyed = {
  "/Tags": "Key",
  "/InputDataConfig": "ChannelName",
  "/AlgorithmSpecification/MetricDefinitions": "Name",
};

/** Applies every rule, the further parts behind them, and the overrides last. */
export function draft(input: TranslationInput, settings: ResolvedSettings, further: readonly Part[] = []): Draft {
  const fragments = Object.values<Rule>(rules).map((rule) => rule(input, settings));
  const assembled = assemble([...fragments.flatMap((fragment) => fragment.parts ?? []), ...further]);
  const origin = "spec:platforms.sagemaker";
  const merged = mergeNative(assembled.body, overridesOf(input), { pointer: "", origin, keyed });
  const origins = leavesOf(merged.body).map(({ pointer }) => [
    pointer,
    merged.origins[pointer] ?? assembled.origins[pointer] ?? origin,
  ]);
  return {
    body: merged.body as CreateTrainingJobRequest,
    origins: Object.fromEntries(origins) as Record<string, string>,
    diagnostics: fragments.flatMap((fragment) => fragment.diagnostics ?? []),
  };
}
