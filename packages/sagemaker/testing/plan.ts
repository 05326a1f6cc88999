import type {
  ResolvedResources,
  RunIdentity,
  Study,
  TrainerSpec,
  Translation,
  TranslationInput,
} from "@switchyard/core";
import type { SageMakerRequest, TrainingRequest, TuningRequest } from "../src/native-types.ts";
import { resolveSettings, type ResolvedSettings, type SageMakerSettings } from "../src/settings.ts";
import { translate } from "../src/training/translate.ts";
import { translateTuning } from "../src/training/tuning.ts";

export const identity: RunIdentity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
export const bundle = { manifest: "cafe", files: 3, bytes: 1234 };

/** Settings with which a plan lacks nothing. */
export const known: SageMakerSettings = {
  region: "us-east-1",
  role: "arn:aws:iam::111122223333:role/Training",
  store: "s3://bucket/switchyard",
};

/** What core would hand to the translator for a spec of which only what matters is given. */
export function inputOf(
  spec: Partial<TrainerSpec> = {},
  resources: Partial<ResolvedResources> = {},
  as: RunIdentity = identity,
): TranslationInput {
  const { accelerator = "cpu", acceleratorsPerNode = 1, nodes = 1, spot = false } = spec.resources ?? {};
  return {
    spec: { name: "bert-imdb", source: "./bert", entryPoint: "train.py", ...spec },
    resources: { accelerator, acceleratorsPerNode, nodes, spot, ...resources },
    bundle,
    identity: as,
  };
}

export const resolve = (settings: SageMakerSettings = known): ResolvedSettings =>
  resolveSettings(settings, () => undefined);

/** Translates a spec of which only what matters is given. */
export function plan(
  spec: Partial<TrainerSpec> = {},
  settings: SageMakerSettings = known,
  resources: Partial<ResolvedResources> = {},
  as: RunIdentity = identity,
): Translation<TrainingRequest> {
  return translate(inputOf(spec, resources, as), resolve(settings));
}

/** Translates a search over a spec. */
export function search(
  spec: Partial<TrainerSpec>,
  study: Study,
  settings: SageMakerSettings = known,
): Translation<TuningRequest> {
  return translateTuning({ ...inputOf(spec), study }, resolve(settings));
}

/** The body of the one request. */
export function bodyOf<R extends SageMakerRequest>(translation: Translation<R>): R["body"] | undefined {
  return translation.requests[0]?.body;
}

/** Each diagnostic as `severity code path`. */
export function problems(translation: Translation<SageMakerRequest>): string[] {
  return translation.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
