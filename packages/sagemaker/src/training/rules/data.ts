import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import type { SageMakerTraining } from "../../native-types.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { bundleChannel, bundleFile, isS3 } from "../container.ts";
import type { Fragment, Part } from "../fragment.ts";
import { overridesOf } from "./overrides.ts";

type SageMakerChannel = NonNullable<SageMakerTraining["InputDataConfig"]>[number];

/** A place in S3, or the end of one whose beginning is not known yet. */
export type Location = string | Extract<Placeholder, { $setting: string }>;

/** A place below the store: the setting, else the spec's own output, else a placeholder. */
export function inStore(path: string, { spec }: TranslationInput, settings: ResolvedSettings): Location {
  const store = settings.store ?? spec.outputs?.store?.replace(/\/+$/, "");
  return store === undefined ? { $setting: "sagemaker.store", append: path } : `${store}${path}`;
}

/** Where the bundle goes: by the hash of what is in it, so that equal bundles are stored once. */
export function bundleLocation(input: TranslationInput, settings: ResolvedSettings): Location {
  return inStore(`/bundles/${input.bundle.manifest}/${bundleFile}`, input, settings);
}

function channel(ChannelName: string, S3Uri: Location, origin: string): Part {
  const source = { S3DataType: "S3Prefix", S3Uri, S3DataDistributionType: "FullyReplicated" } as const;
  return {
    origin,
    body: { InputDataConfig: [{ ChannelName, DataSource: { S3DataSource: source }, InputMode: "File" }] },
  };
}

/** The bundle is an input like any other, on every node. */
export function bundleRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  return { parts: [channel(bundleChannel, bundleLocation(input, settings), "core:bundle")] };
}

export function inputsRule(input: TranslationInput): Fragment {
  const inputs = Object.entries(input.spec.inputs ?? {});
  return {
    parts: inputs
      .filter(([name, uri]) => name !== bundleChannel && isS3(uri))
      .map(([name, uri]) => channel(name, uri, `spec:inputs.${name}`)),
    diagnostics: [...inputs.flatMap(([name, uri]) => checkInput(name, uri)), ...checkPipes(input)],
  };
}

/** A piped channel is a named pipe for each epoch and no folder, for which the launcher would look in vain. */
function checkPipes(input: TranslationInput): Diagnostic[] {
  const { InputDataConfig: channels } = overridesOf(input);
  const { inputs = {} } = input.spec;
  return (Array.isArray(channels) ? channels : []).flatMap((channel: SageMakerChannel | null, index): Diagnostic[] => {
    if (channel?.InputMode !== "Pipe" || !Object.keys(inputs).includes(String(channel.ChannelName))) return [];
    const path = `platforms.sagemaker.InputDataConfig[${index}].InputMode`;
    const message = `The input ${JSON.stringify(channel.ChannelName)} would be a pipe, and an input of a spec is a folder.`;
    const fix =
      'Use InputMode: "FastFile", which streams as well; or take the input out of `inputs` and give the whole channel here.';
    return [{ severity: "error", code: "unsupported", path, message, fix }];
  });
}

function checkInput(name: string, uri: string): Diagnostic[] {
  const path = `inputs.${name}`;
  if (name === bundleChannel) {
    const message = `The name ${JSON.stringify(name)} is taken on SageMaker: the bundle arrives under it.`;
    return [{ severity: "error", code: "reserved-name", path, message, fix: "Give this input another name." }];
  }
  if (isS3(uri)) return [];
  const message = `Found ${JSON.stringify(uri)}. SageMaker reads inputs from S3 only.`;
  return [
    {
      severity: "error",
      code: "wrong-store",
      path,
      message,
      fix: `Copy the data to S3 (\`aws s3 cp --recursive DATA s3://BUCKET/${name}/\`) and give that URI.`,
    },
  ];
}

/** Where SageMaker puts `model.tar.gz`, below the job's name. */
export function outputRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const given = input.spec.outputs?.store;
  const origin = given === undefined ? "settings:store" : "spec:outputs.store";
  const parts = [
    { origin, body: { OutputDataConfig: { S3OutputPath: given ?? inStore("/models", input, settings) } } },
  ];
  if (given === undefined || isS3(given)) return { parts };
  const message = `Found ${JSON.stringify(given)}. SageMaker writes models to S3 only.`;
  return {
    parts,
    diagnostics: [
      {
        severity: "error",
        code: "wrong-store",
        path: "outputs.store",
        message,
        fix: "Give an S3 URI, such as s3://my-bucket/models.",
      },
    ],
  };
}
