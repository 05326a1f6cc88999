import type { ResolvedResources, TrainerSpec, Translation, TranslationInput } from "@switchyard/core";
import type { JobSubmitRequest, RayJob, RayRequest } from "../src/native-types.ts";
import { resolveSettings, type KubeRaySettings, type RaySettings, type ResolvedSettings } from "../src/settings.ts";
import { translate } from "../src/training/translate.ts";

export const identity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
export const bundle = { manifest: "cafe", files: 5, bytes: 1234 };

/** Settings with which a plan lacks nothing. */
export const known: RaySettings = { address: "http://10.0.0.1:8265", store: "s3://bucket/switchyard" };

/** The same for a RayJob on one of the clouds. */
export function onCloud(cluster: NonNullable<KubeRaySettings["cluster"]>, kuberay: KubeRaySettings = {}): RaySettings {
  return { store: "s3://bucket/switchyard", submit: "kuberay", kuberay: { cluster, image: "me.io/ray:1", ...kuberay } };
}

export const resolve = (settings: RaySettings): ResolvedSettings => resolveSettings(settings, () => undefined);

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
  settings: RaySettings = known,
  resources: Partial<ResolvedResources> = {},
): Translation<RayRequest> {
  return translate(inputOf(spec, resources), resolve(settings));
}

/** The body of a submission. */
export const submissionOf = (translation: Translation<RayRequest>): JobSubmitRequest =>
  translation.requests[0]?.body as JobSubmitRequest;

/** The manifest. */
export const manifestOf = (translation: Translation<RayRequest>): RayJob => translation.requests[0]?.body as RayJob;

/** Each diagnostic as `severity code path`. */
export function problems(translation: Translation<RayRequest>): string[] {
  return translation.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}
