import type { Diagnostic } from "@switchyard/core";
import { missingSetting } from "@switchyard/core/platform";
import { settingSources, type ResolvedSettings } from "../settings.ts";

/** A warning for each setting that a plan holds a placeholder for. */
export function findMissingSettings(settings: ResolvedSettings): Diagnostic[] {
  return Object.keys(settingSources)
    .filter((name): name is keyof typeof settingSources => settings[name as keyof typeof settingSources] === undefined)
    .map(missing);
}

const missing = (name: keyof typeof settingSources): Diagnostic =>
  missingSetting({ platform: "azureml", factory: "createAzureML", name, ...settingSources[name] });
