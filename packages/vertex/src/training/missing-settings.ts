import type { Diagnostic, TrainerSpec } from "@switchyard/core";
import { missingSetting } from "@switchyard/core/platform";
import { settingSources, type ResolvedSettings } from "../settings.ts";

/** A warning for each setting that a plan holds a placeholder for. A spec with a store of its own needs none. */
export function findMissingSettings(settings: ResolvedSettings, { outputs }: TrainerSpec): Diagnostic[] {
  const given = { ...settings, store: settings.store ?? outputs?.store };
  return Object.keys(settingSources)
    .filter((name): name is keyof typeof settingSources => given[name as keyof typeof settingSources] === undefined)
    .map(missing);
}

const missing = (name: keyof typeof settingSources): Diagnostic =>
  missingSetting({ platform: "vertex", factory: "createVertex", name, ...settingSources[name] });
