import type { TranslationInput } from "@switchyard/core";
import { checkpointPlace, checkpointsVariable, trialsKeepNone } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";

/**
 * Ray Train keeps checkpoints by itself, below the store. Where the spec names a place of its own, finished ones are copied
 * there too, and what is newer there is brought back: by the plain launcher, or by its pieces in Ray Train's workers.
 */
export function checkpointsRule(input: TranslationInput): Fragment {
  const given = input.spec.outputs?.checkpoints;
  if (given === undefined) return {};
  if ("study" in input) return { diagnostics: [trialsKeepNone] };
  const values = { [checkpointsVariable]: checkpointPlace(given, input.identity) };
  return { variables: [{ origin: "spec:outputs.checkpoints", values }] };
}
