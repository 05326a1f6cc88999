import { createPlanningPlatform, type PlanningPlatform } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { resolveSettings, type VertexSettings } from "./settings.ts";
import { vertexTranslator } from "./training/translator.ts";

/** Vertex AI as a place whose jobs can be planned and read. */
export type Vertex = PlanningPlatform<"vertex">;

/**
 * Makes a Vertex AI platform. What is not given is read from the environment, here and never later; no network is used.
 *
 * @throws {ConfigError} with every problem of the settings.
 */
export function createVertex(settings: VertexSettings = {}): Vertex {
  const resolved = resolveSettings(settings, (name) => nodeHost.environment(name));
  return createPlanningPlatform<"vertex">(vertexTranslator(resolved), nodeHost);
}
