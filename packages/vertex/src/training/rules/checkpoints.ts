import type { RunIdentity, TranslationInput } from "@switchyard/core";
import { checkpointPlace, checkpointsVariable, ownCheckpointPath, trialsKeepNone } from "@switchyard/core/platform";
import { mountOf } from "../../mount.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { literal } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { inEveryPool } from "../pools.ts";
import { storeOf } from "./data.ts";

/** Where the launcher copies checkpoints, for all attempts of a run: a bucket is a folder below `/gcs`. */
export function checkpointsRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { spec, resources, identity } = input;
  const given = spec.outputs?.checkpoints;
  if (given === undefined && !resources.spot) return {};
  if ("study" in input) return { diagnostics: given === undefined ? [] : [trialsKeepNone] };
  const value = given === undefined ? ownPlace(storeOf(input, settings), identity) : checkpointPlace(given, identity);
  return {
    parts: [
      {
        origin: given === undefined ? "spec:resources.spot" : "spec:outputs.checkpoints",
        body: inEveryPool(resources, {
          containerSpec: {
            env: [{ name: checkpointsVariable, value: typeof value === "string" ? literal(mountOf(value)) : value }],
          },
        }),
      },
    ],
  };
}

function ownPlace(store: string | undefined, identity: RunIdentity) {
  const path = ownCheckpointPath(identity);
  return store === undefined ? { $setting: "vertex.mount", append: path } : `${store}${path}`;
}
