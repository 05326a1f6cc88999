import type { TrainingTranslator, Translation, TranslationInput } from "../contract/driver.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Host } from "../contract/host.ts";
import type { NativeRequest, Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { runIdentity } from "../identity/run-identity.ts";
import { isSameDialect } from "../arguments/index.ts";
import { argumentProblems } from "../spec/check.ts";
import { resolveResources } from "../spec/resolve.ts";
import { chooseTransformers } from "../transformers/choose.ts";
import { parseStudy } from "../tuning/check.ts";
import { makeBundle, type Bundle } from "./bundle.ts";
import { isLoaded, loadTrainer, type LoadedTrainer } from "./load-trainer.ts";
import { atNativeFields } from "./native-places.ts";

export interface Planning<R extends NativeRequest, K extends "training" | "tuning" = "training"> {
  readonly plan: Plan<R> & { readonly kind: K };
  readonly bundle: Bundle;
}

export interface PlanningOptions {
  readonly run?: string | undefined;
  readonly attempt?: number | undefined;
  readonly folder?: string | undefined;
}

/** Spec → bundle → identity → native requests. The same input gives the same bytes. */
export async function makePlan<R extends NativeRequest>(
  translator: TrainingTranslator<R>,
  host: Host,
  given: TrainerSpec | LoadedTrainer,
  options: PlanningOptions,
): Promise<Planning<R>> {
  const { input, bundle, diagnostics } = await prepare(translator, host, given, undefined, options);
  return { bundle, plan: assemble("training", translator, input, translator.translate(input), diagnostics) };
}

/** The same for a search: the bundle also tells the launcher which arguments the platform chooses. */
export async function makeTuningPlan<R extends NativeRequest>(
  translator: TrainingTranslator<R>,
  host: Host,
  given: TrainerSpec | LoadedTrainer,
  study: Study,
  options: PlanningOptions,
): Promise<Planning<R, "tuning">> {
  if (translator.translateTuning === undefined)
    throw new SwitchyardError("unsupported", `${translator.platform} has no search of its own.`);
  const { input, bundle, diagnostics } = await prepare(translator, host, given, study, options);
  return {
    bundle,
    plan: assemble("tuning", translator, input, translator.translateTuning({ ...input, study }), diagnostics),
  };
}

export interface Prepared {
  readonly input: TranslationInput;
  readonly bundle: Bundle;
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that a translation takes, and what core has to say of the spec. */
export async function prepare(
  translator: TrainingTranslator,
  host: Host,
  given: TrainerSpec | LoadedTrainer,
  study: Study | undefined,
  options: PlanningOptions,
): Promise<Prepared> {
  const loaded = isLoaded(given) ? given : await loadTrainer(given, host, options.folder);
  const { spec, diagnostics } = loaded;
  if (study !== undefined) parseStudy(study, spec);
  const resources = resolveResources(spec);
  const { release, ensured, diagnostics: told } = chooseTransformers(spec, translator.imageTransformers(spec));
  const bundle = makeBundle({ spec, resources, release, ensured, translator, study }, loaded.files, host);
  const source = {
    platform: translator.platform,
    spec,
    settings: translator.settings,
    manifest: bundle.manifest,
    study,
  };
  const identity = runIdentity(source, options, host.sha256);
  const { manifest, files, bytes } = bundle;
  return {
    bundle,
    input: {
      spec,
      resources,
      identity,
      bundle: { manifest, files: files.length, bytes },
      ...(ensured === undefined ? {} : { transformers: ensured }),
    },
    diagnostics: withoutRepeats([
      ...diagnostics,
      ...told,
      ...releaseProblems(spec, release),
      ...foreignOverrides(spec, translator.platform),
    ]),
  };
}

/** A translation as a plan. */
export function assemble<R extends NativeRequest, K extends "training" | "tuning">(
  kind: K,
  { platform }: TrainingTranslator,
  { identity }: TranslationInput,
  translation: Translation<R>,
  diagnostics: readonly Diagnostic[],
): Plan<R> & { readonly kind: K } {
  return {
    schemaVersion: 1,
    kind,
    platform,
    identity,
    ...(translation.uri === undefined ? {} : { uri: translation.uri }),
    requests: translation.requests,
    uploads: translation.uploads,
    ...(translation.image === undefined ? {} : { image: translation.image }),
    machine: translation.machine,
    origins: translation.origins,
    diagnostics: [...diagnostics, ...atNativeFields(translation.diagnostics, translation.origins)],
  };
}

/** What the spec's own dialect allows, the release that would run may not: `"5"` is the image's 5.x, or one that is installed. */
function releaseProblems(spec: TrainerSpec, release: string | undefined): Diagnostic[] {
  const written = spec.environment?.transformers;
  if (spec.args === undefined || release === written || isSameDialect(release, written)) return [];
  return argumentProblems(spec, release);
}

/** A warning may hold for the spec's own dialect and for the release that would run. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

/** Overrides of another platform are for that platform's plan, and this one says so. */
function foreignOverrides(spec: TrainerSpec, platform: string): Diagnostic[] {
  return Object.keys(spec.platforms ?? {})
    .filter((id) => id !== platform)
    .map((id) => ({
      severity: "info",
      code: "other-platform",
      path: `platforms.${id}`,
      message: `These native fields are for ${id}; this plan is for ${platform}.`,
    }));
}
