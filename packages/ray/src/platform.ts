import { createPlanningPlatform, type PlanningPlatform } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { resolveSettings, type RaySettings } from "./settings.ts";
import { rayTranslator } from "./training/translator.ts";

/** Ray as a place whose jobs can be planned and read. */
export type Ray = PlanningPlatform<"ray">;

/**
 * Makes a Ray platform. What is not given is read from the environment, here and never later; no network is used.
 *
 * @throws {ConfigError} with every problem of the settings.
 */
export function createRay(settings: RaySettings = {}): Ray {
  const resolved = resolveSettings(settings, (name) => nodeHost.environment(name));
  return createPlanningPlatform<"ray">(rayTranslator(resolved), nodeHost);
}
