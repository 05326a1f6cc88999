import type { TranslationInput } from "@switchyard/core";
import { checkpointPlace, checkpointsVariable, ownCheckpointPath, trialsKeepNone } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";
import { checkpointsOutput } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { datastorePath } from "./data.ts";

/** Where checkpoints go that are an output of the job: a datastore, mounted, the same for all attempts of a run. */
export function checkpointsUri(input: TranslationInput, { store }: ResolvedSettings): string | undefined {
  const { spec, resources, identity } = input;
  const given = spec.outputs?.checkpoints;
  if ("study" in input) return undefined;
  if (given === undefined) return resources.spot ? `${store}${ownCheckpointPath(identity)}/` : undefined;
  return datastorePath.test(given) ? `${checkpointPlace(given, identity)}/` : undefined;
}

/** A datastore is mounted by Azure; into any other store the launcher copies by itself. */
export function checkpointsRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const given = input.spec.outputs?.checkpoints;
  if ("study" in input) return { diagnostics: given === undefined ? [] : [trialsKeepNone] };
  const origin = given === undefined ? "spec:resources.spot" : "spec:outputs.checkpoints";
  const uri = checkpointsUri(input, settings);
  if (uri !== undefined) {
    const output = { jobOutputType: "uri_folder", uri, mode: "ReadWriteMount" } as const;
    return { job: [{ origin, body: { outputs: { [checkpointsOutput]: output } } }] };
  }
  if (given === undefined) return {};
  const environmentVariables = { [checkpointsVariable]: checkpointPlace(given, input.identity) };
  return { job: [{ origin, body: { environmentVariables } }] };
}
