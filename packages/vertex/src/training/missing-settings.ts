import type { Diagnostic, TrainerSpec } from "@switchyard/core";
import { settingSources, type ResolvedSettings } from "../settings.ts";

/** A warning for each setting that a plan holds a placeholder for. A spec with a store of its own needs none. */
export function findMissingSettings(settings: ResolvedSettings, { outputs }: TrainerSpec): Diagnostic[] {
  const given = { ...settings, store: settings.store ?? outputs?.store };
  return Object.keys(settingSources)
    .filter((name): name is keyof typeof settingSources => given[name as keyof typeof settingSources] === undefined)
    .map(missing);
}

function missing(name: keyof typeof settingSources): Diagnostic {
  const { variable, example } = settingSources[name];
  return {
    severity: "warning",
    code: "missing-setting",
    path: `settings.${name}`,
    message: `The ${name} is not set. The plan holds a placeholder for it.`,
    fix: `Set \`createVertex({ ${name} })\`, ${variable}, or \`platforms.vertex.${name}\` in switchyard.config.yaml, such as ${JSON.stringify(example)}.`,
  };
}
