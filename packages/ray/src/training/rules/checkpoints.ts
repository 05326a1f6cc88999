import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkpointPlace, checkpointsVariable, trialsKeepNone } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** Ray Train keeps checkpoints by itself, below the store. The plain launcher copies them to where it is told. */
export function checkpointsRule(input: TranslationInput, { train }: ResolvedSettings): Fragment {
  const given = input.spec.outputs?.checkpoints;
  if (given === undefined) return {};
  if ("study" in input) return { diagnostics: [trialsKeepNone] };
  if (train === "torchtrainer") return { diagnostics: [keptByRay(given)] };
  const values = { [checkpointsVariable]: checkpointPlace(given, input.identity) };
  return { variables: [{ origin: "spec:outputs.checkpoints", values }] };
}

function keptByRay(given: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: "outputs.checkpoints",
    message: `Found ${JSON.stringify(given)}. Ray Train keeps the checkpoints of a run itself, below the store and beside the model.`,
    fix: 'Leave it out, and set `outputs.store` or the setting `store`; or use the setting `train: "launcher"`.',
  };
}
