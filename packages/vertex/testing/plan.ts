import type {
  ResolvedResources,
  RunIdentity,
  Study,
  TrainerSpec,
  Translation,
  TranslationInput,
} from "@switchyard/core";
import type { TrainingRequest, TuningRequest, VertexRequest } from "../src/native-types.ts";
import { resolveSettings, type ResolvedSettings, type VertexSettings } from "../src/settings.ts";
import { translate } from "../src/training/translate.ts";
import { translateTuning } from "../src/training/tuning.ts";

export const identity: RunIdentity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
export const bundle = { manifest: "cafe", files: 3, bytes: 1234 };

/** Settings with which a plan lacks nothing. */
export const known: VertexSettings = { project: "acme-ml", region: "us-central1", store: "gs://acme/switchyard" };

/** An image of the user's, with whatever transformers release. */
export const image = "us-docker.pkg.dev/acme/ml/train:1";

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

export const resolve = (settings: VertexSettings = known): ResolvedSettings =>
  resolveSettings(settings, () => undefined);

/** Translates a spec of which only what matters is given; in the user's own image unless another one is said. */
export function plan(
  spec: Partial<TrainerSpec> = {},
  settings: VertexSettings = known,
  resources: Partial<ResolvedResources> = {},
  as: RunIdentity = identity,
): Translation<TrainingRequest> {
  return translate(inputOf({ environment: { image }, ...spec }, resources, as), resolve(settings));
}

/** Translates a search over a spec. */
export function search(
  spec: Partial<TrainerSpec>,
  study: Study,
  settings: VertexSettings = known,
): Translation<TuningRequest> {
  return translateTuning({ ...inputOf({ environment: { image }, ...spec }), study }, resolve(settings));
}

/** The body of the one request. */
export function bodyOf<R extends VertexRequest>(translation: Translation<R>): R["body"] | undefined {
  return translation.requests[0]?.body;
}

/** Each diagnostic as `severity code path`. */
export function problems(translation: Translation<VertexRequest>): string[] {
  return translation.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
