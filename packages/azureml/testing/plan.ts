import type { ResolvedResources, TrainerSpec, Translation, TranslationInput } from "@switchyard/core";
import type { AzureMLRequest, CommandJob } from "../src/native-types.ts";
import { resolveSettings, type AzureMLSettings } from "../src/settings.ts";
import { translate } from "../src/training/translate.ts";

export const identity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
export const bundle = { manifest: "cafe", files: 3, bytes: 1234 };

/** Settings with which a plan lacks nothing. */
export const known: AzureMLSettings = {
  subscription: "00000000-1111-2222-3333-444444444444",
  resourceGroup: "group",
  workspace: "space",
  region: "eastus",
  codeStore: "https://account.blob.core.windows.net/container/switchyard",
};

/** The ARM id of that workspace. */
export const workspace =
  "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/group/providers/Microsoft.MachineLearningServices/workspaces/space";

export const resolve = (settings: AzureMLSettings) => resolveSettings(settings, () => undefined);

/** A translation's input of which only what matters is given. */
export function inputOf(spec: Partial<TrainerSpec>, resources: Partial<ResolvedResources> = {}): TranslationInput {
  const { accelerator = "cpu", acceleratorsPerNode = 1, nodes = 1, spot = false } = spec.resources ?? {};
  return {
    spec: { name: "bert-imdb", source: "./bert", entryPoint: "train.py", ...spec },
    resources: { accelerator, acceleratorsPerNode, nodes, spot, ...resources },
    bundle,
    identity,
  };
}

/** Translates a spec of which only what matters is given. */
export function plan(
  spec: Partial<TrainerSpec> = {},
  settings: AzureMLSettings = known,
  resources: Partial<ResolvedResources> = {},
): Translation<AzureMLRequest> {
  return translate(inputOf(spec, resources), resolve(settings));
}

/** The job's properties. */
export function jobOf(translation: Translation<AzureMLRequest>): CommandJob {
  return translation.requests.at(-1)?.body.properties as CommandJob;
}

/** Each diagnostic as `severity code path`. */
export function problems(translation: Translation<AzureMLRequest>): string[] {
  return translation.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
