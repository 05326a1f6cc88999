import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import type { Text } from "../../native-types.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { armId, inWorkspace } from "../../uri.ts";
import { inputName, modelOutput } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { jobName } from "./identity.ts";

/** Where the bundle goes: by the hash of what is in it, so that equal bundles are stored once. */
export function bundleLocation(
  { bundle }: TranslationInput,
  { codeStore }: ResolvedSettings,
): string | Extract<Placeholder, { $setting: string }> {
  const path = `/bundles/${bundle.manifest}`;
  return codeStore === undefined ? { $setting: "azureml.codeStore", append: path } : `${codeStore}${path}`;
}

/** The code asset of a bundle: its version is the hash, so that it can be told before it is there. */
export function codePath({ bundle }: TranslationInput): string {
  return `/codes/switchyard/versions/${bundle.manifest}`;
}

export function bundleRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  return { job: [{ origin: "core:bundle", body: { codeId: inWorkspace(codePath(input), settings) } }] };
}

/** Stores that Azure Machine Learning mounts, by the scheme of their URIs. */
const readable = /^(azureml|https|wasbs|abfss|adl):\/\/./i;

/** A data asset: of the workspace in the settings, or of another one. */
const asset =
  /^azureml:\/\/(?:subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/workspaces\/([^/]+)\/)?data\/([^/]+)\/versions\/([^/]+)$/i;

/** Where an input lies, in the words of the service: it knows data assets by their ARM ids. */
function locationOf(uri: string, settings: ResolvedSettings): Text | undefined {
  const [, subscription, resourceGroup, workspace, name, version] = asset.exec(uri) ?? [];
  if (name === undefined) return readable.test(uri) ? uri : undefined;
  const path = `/data/${name}/versions/${version}`;
  if (subscription === undefined || resourceGroup === undefined || workspace === undefined)
    return inWorkspace(path, settings);
  return `${armId(subscription, resourceGroup, workspace)}${path}`;
}

/** A path that ends in a file's name is a file; data assets and the rest are folders. */
export const isFile = (uri: string): boolean =>
  !/\/versions\/[^/]+$/.test(uri) && /^[^?]*\/[^/?]+\.[A-Za-z0-9]{1,8}$/.test(uri);

export function inputsRule({ spec }: TranslationInput, settings: ResolvedSettings): Fragment {
  const inputs = Object.entries(spec.inputs ?? {});
  return {
    job: inputs.flatMap(([name, uri]) => {
      const location = locationOf(uri, settings);
      if (location === undefined || !inputName.test(name)) return [];
      const jobInputType = isFile(uri) ? "uri_file" : "uri_folder";
      const body = { inputs: { [name]: { jobInputType, uri: location, mode: "ReadOnlyMount" } as const } };
      return [{ origin: `spec:inputs.${name}`, body }];
    }),
    diagnostics: inputs.flatMap(([name, uri]) => checkInput(name, uri, settings)),
  };
}

function checkInput(name: string, uri: string, settings: ResolvedSettings): Diagnostic[] {
  const path = `inputs.${name}`;
  if (!inputName.test(name)) {
    const message = `The name ${JSON.stringify(name)} cannot stand in Azure's \`\${{inputs.NAME}}\`. Allowed: letters, digits and underscores, and no digit at the beginning.`;
    return [
      {
        severity: "error",
        code: "wrong-name",
        path,
        message,
        fix: `Name it ${JSON.stringify(name.replace(/\W/g, "_").replace(/^(?=\d)/, "_"))}.`,
      },
    ];
  }
  if (locationOf(uri, settings) !== undefined) return [];
  const message = `Found ${JSON.stringify(uri)}. Azure Machine Learning reads inputs from datastores (azureml://datastores/NAME/paths/PATH), data assets (azureml://data/NAME/versions/VERSION), and Azure storage by https://, wasbs:// or abfss://.`;
  return [
    {
      severity: "error",
      code: "wrong-store",
      path,
      message,
      fix: `Copy the data there (\`az storage blob upload-batch\`) and give that URI.`,
    },
  ];
}

/** A path of a datastore, of the workspace or written in full. */
export const datastorePath = /^azureml:\/\/(?:\S+\/)?datastores\/[^/]+\/paths\/./;

/** Where the model goes: below the store, in a folder of the job's own. */
export function outputRule(input: TranslationInput, { store }: ResolvedSettings): Fragment {
  const given = input.spec.outputs?.store;
  const origin = given === undefined ? "settings:store" : "spec:outputs.store";
  const uri = `${given?.replace(/\/+$/, "") ?? `${store}/models`}/${jobName(input)}/`;
  const output = { jobOutputType: "custom_model", uri, mode: "ReadWriteMount" } as const;
  const job = [{ origin, body: { outputs: { [modelOutput]: output } } }];
  if (given === undefined || datastorePath.test(given)) return { job };
  const message = `Found ${JSON.stringify(given)}. Azure Machine Learning writes models to datastores only.`;
  const fix = "Give a datastore's path, such as azureml://datastores/workspaceblobstore/paths/models.";
  return { job, diagnostics: [{ severity: "error", code: "wrong-store", path: "outputs.store", message, fix }] };
}
