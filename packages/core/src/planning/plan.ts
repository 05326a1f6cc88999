import type { TrainingDriver } from "../contract/driver.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Host } from "../contract/host.ts";
import type { NativeRequest, Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { runIdentity } from "../identity/run-identity.ts";
import { argumentProblems, checkTrainerSpec, parseTrainerSpec } from "../spec/check.ts";
import { resolveResources } from "../spec/resolve.ts";
import { makeBundle, type Bundle } from "./bundle.ts";

export interface Planning<R extends NativeRequest> {
  readonly plan: Plan<R> & { readonly kind: "training" };
  readonly bundle: Bundle;
}

/** Spec → bundle → identity → native requests. The same input gives the same bytes. */
export async function makePlan<R extends NativeRequest>(
  driver: TrainingDriver<R>,
  host: Host,
  given: TrainerSpec,
  options: { readonly run?: string | undefined; readonly folder?: string | undefined },
): Promise<Planning<R>> {
  const spec = parseTrainerSpec(given);
  const resources = resolveResources(spec);
  const release = driver.transformersRelease(spec) ?? spec.environment?.transformers;
  const bundle = await makeBundle({ spec, resources, release, layout: driver.layout, platform: driver.platform }, host, options.folder);
  const source = { platform: driver.platform, spec, settings: driver.settings, manifest: bundle.manifest };
  const identity = runIdentity(source, options.run ?? "1", host.sha256);
  const { manifest, files, bytes } = bundle;
  const translation = driver.translate({ spec, resources, identity, bundle: { manifest, files: files.length, bytes } });
  const diagnostics = [...checkTrainerSpec(given), ...releaseProblems(spec, release), ...foreignOverrides(spec, driver.platform), ...translation.diagnostics];
  return {
    bundle,
    plan: {
      schemaVersion: 1,
      kind: "training",
      platform: driver.platform,
      identity,
      ...(translation.uri === undefined ? {} : { uri: translation.uri }),
      requests: translation.requests,
      uploads: translation.uploads,
      ...(translation.image === undefined ? {} : { image: translation.image }),
      machine: translation.machine,
      origins: translation.origins,
      diagnostics,
    },
  };
}

/** What the spec's own dialect allows, the release that would run may not: `"5"` is whatever 5.x the image has. */
function releaseProblems(spec: TrainerSpec, release: string | undefined): Diagnostic[] {
  if (spec.args === undefined || release === spec.environment?.transformers) return [];
  return argumentProblems(spec.args as Readonly<Record<string, unknown>>, release);
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
