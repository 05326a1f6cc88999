import { createTrainingPlatform, type TrainingPlatform } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { resolveSettings, type RaySettings } from "./settings.ts";
import { rayTranslator } from "./training/translator.ts";

/** Ray as a place that trains. */
export type Ray = TrainingPlatform<"ray">;

/**
 * Makes a Ray platform. What is not given is read from the environment, here and, for tokens and proxies, when a call is
 * made; no network is used here.
 *
 * @throws {ConfigError} with every problem of the settings.
 */
export function createRay(settings: RaySettings = {}): Ray {
  const resolved = resolveSettings(settings, (name) => nodeHost.environment(name));
  return createTrainingPlatform<"ray">(
    rayTranslator(resolved),
    async () => (await import("./training/driver.ts")).rayDriver(resolved),
    nodeHost,
  );
}
