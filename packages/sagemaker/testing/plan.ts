import type { ResolvedResources, TrainerSpec, Translation, TranslationInput } from "@switchyard/core";
import type { SageMakerRequest } from "../src/native-types.ts";
import { resolveSettings, type SageMakerSettings } from "../src/settings.ts";
import { translate } from "../src/training/translate.ts";

export const identity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
export const bundle = { manifest: "cafe", files: 3, bytes: 1234 };

/** Settings with which a plan lacks nothing. */
export const known: SageMakerSettings = {
  region: "us-east-1",
  role: "arn:aws:iam::111122223333:role/Training",
  store: "s3://bucket/switchyard",
};

function inputOf(spec: Partial<TrainerSpec>, resources: Partial<ResolvedResources>): TranslationInput {
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
  settings: SageMakerSettings = known,
  resources: Partial<ResolvedResources> = {},
): Translation<SageMakerRequest> {
  return translate(
    inputOf(spec, resources),
    resolveSettings(settings, () => undefined),
  );
}

/** The body of the one request. */
export function bodyOf(translation: Translation<SageMakerRequest>): SageMakerRequest["body"] | undefined {
  return translation.requests[0]?.body;
}

/** Each diagnostic as `severity code path`. */
export function problems(translation: Translation<SageMakerRequest>): string[] {
  return translation.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
