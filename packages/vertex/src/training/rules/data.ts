import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import { mountOf } from "../../mount.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { bundleFile, inputVariable, literal } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { inEveryPool } from "../pools.ts";
import { jobName } from "./identity.ts";

/** A place, or the end of one whose beginning is not known yet. */
type Location = string | Extract<Placeholder, { $setting: string }>;

const isBucket = (uri: string): boolean => /^gs:\/\/[a-z0-9][a-z0-9._-]*[a-z0-9](\/|$)/.test(uri);

export const storeOf = ({ spec }: TranslationInput, { store }: ResolvedSettings): string | undefined =>
  store ?? spec.outputs?.store?.replace(/\/+$/, "");

const bundlePath = ({ bundle }: TranslationInput): string => `/bundles/${bundle.manifest}/${bundleFile}`;

/** Where the bundle goes: by the hash of what is in it, so that equal bundles are stored once. */
export function bundleLocation(input: TranslationInput, settings: ResolvedSettings): Location {
  const store = storeOf(input, settings);
  const path = bundlePath(input);
  return store === undefined ? { $setting: "vertex.store", append: path } : `${store}${path}`;
}

/** The bundle as every container finds it: the first argument of the command. */
export function bundleRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const store = storeOf(input, settings);
  const path = bundlePath(input);
  const archive = store === undefined ? { $setting: "vertex.mount", append: path } : `${mountOf(store)}${path}`;
  return {
    parts: [{ origin: "core:bundle", body: inEveryPool(input.resources, { containerSpec: { args: [archive] } }) }],
  };
}

/** Inputs are read where they lie; a variable tells the launcher, and whoever looks at the job, the path. */
export function inputsRule({ spec, resources }: TranslationInput): Fragment {
  const inputs = Object.entries(spec.inputs ?? {});
  return {
    parts: inputs
      .filter(([, uri]) => isBucket(uri))
      .map(([name, uri]) => ({
        origin: `spec:inputs.${name}`,
        body: inEveryPool(resources, {
          containerSpec: { env: [{ name: inputVariable(name), value: literal(mountOf(uri)) }] },
        }),
      })),
    diagnostics: inputs.filter(([, uri]) => !isBucket(uri)).map(([name, uri]) => wrongInput(name, uri)),
  };
}

function wrongInput(name: string, uri: string): Diagnostic {
  return {
    severity: "error",
    code: "wrong-store",
    path: `inputs.${name}`,
    message: `Found ${JSON.stringify(uri)}. Vertex AI reads inputs from Cloud Storage only.`,
    fix: `Copy the data there (\`gcloud storage cp --recursive DATA gs://BUCKET/${name}/\`) and give that URI.`,
  };
}

/** Where the job writes; Vertex AI adds `model/` for the model, and a trial's number before that in a search. */
export function outputRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const given = input.spec.outputs?.store?.replace(/\/+$/, "");
  const origin = given === undefined ? "settings:store" : "spec:outputs.store";
  const path = given === undefined ? `/runs/${jobName(input)}` : `/${jobName(input)}`;
  const store = given ?? settings.store;
  const outputUriPrefix = store === undefined ? { $setting: "vertex.store", append: path } : `${store}${path}`;
  const parts = [{ origin, body: { jobSpec: { baseOutputDirectory: { outputUriPrefix } } } }];
  if (given === undefined || isBucket(given)) return { parts };
  const message = `Found ${JSON.stringify(given)}. Vertex AI writes models to Cloud Storage only.`;
  const fix = "Give a URI such as gs://my-bucket/models, of a bucket in the job's own region.";
  return { parts, diagnostics: [{ severity: "error", code: "wrong-store", path: "outputs.store", message, fix }] };
}
