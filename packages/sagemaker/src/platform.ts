import { createTrainingPlatform, type TrainingPlatform } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { resolveSettings, type SageMakerSettings } from "./settings.ts";
import { sagemakerTranslator } from "./training/translator.ts";

/** Amazon SageMaker as a place that trains. */
export type SageMaker = TrainingPlatform<"sagemaker">;

/**
 * Makes a SageMaker platform. What is not given is read from the environment, here and never later; no network is used.
 *
 * @throws {ConfigError} with every problem of the settings.
 */
export function createSageMaker(settings: SageMakerSettings = {}): SageMaker {
  const resolved = resolveSettings(settings, (name) => nodeHost.environment(name));
  return createTrainingPlatform<"sagemaker">(
    sagemakerTranslator(resolved),
    async () => (await import("./training/driver.ts")).sagemakerDriver(resolved),
    nodeHost,
  );
}
