import type { Diagnostic } from "@switchyard/core";
import { settingSources, type ResolvedSettings } from "../settings.ts";

/** A warning for each setting that a plan holds a placeholder for. */
export function findMissingSettings(settings: ResolvedSettings): Diagnostic[] {
  return Object.keys(settingSources)
    .filter((name): name is keyof typeof settingSources => settings[name as keyof typeof settingSources] === undefined)
    .map(missing);
}

function missing(name: keyof typeof settingSources): Diagnostic {
  const { variable, example } = settingSources[name];
  return {
    severity: "warning",
    code: "missing-setting",
    path: `settings.${name}`,
    message: `The ${name} is not set. The plan holds a placeholder for it.`,
    fix: `Set \`createAzureML({ ${name} })\`, ${variable}, or \`platforms.azureml.${name}\` in switchyard.config.yaml, such as ${JSON.stringify(example)}.`,
  };
}
