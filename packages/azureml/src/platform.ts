import { createPlanningPlatform, type PlanningPlatform } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { resolveSettings, type AzureMLSettings } from "./settings.ts";
import { azuremlTranslator } from "./training/translator.ts";

/** Azure Machine Learning as a place whose jobs can be planned and read. */
export type AzureML = PlanningPlatform<"azureml">;

/**
 * Makes an Azure Machine Learning platform. What is not given is read from the environment, here and never later; no
 * network is used.
 *
 * @throws {ConfigError} with every problem of the settings.
 */
export function createAzureML(settings: AzureMLSettings = {}): AzureML {
  const resolved = resolveSettings(settings, (name) => nodeHost.environment(name));
  return createPlanningPlatform<"azureml">(azuremlTranslator(resolved), nodeHost);
}
