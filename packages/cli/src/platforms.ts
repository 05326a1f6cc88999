import type { AzureMLSettings } from "@switchyard/azureml";
import { configError, nearest, type PlanningPlatform, type TrainingPlatform } from "@switchyard/core";
import type { RaySettings } from "@switchyard/ray";
import type { SageMakerSettings } from "@switchyard/sagemaker";
import type { VertexSettings } from "@switchyard/vertex";

/** Settings as they come from a file or flags; each platform checks its own. */
export type Settings = Readonly<Record<string, unknown>>;

type MakePlatform = (settings: Settings) => Promise<PlanningPlatform | TrainingPlatform>;

/** Platform id, which also is the scheme of its URIs → how it is made. Nothing is loaded before it is asked for. */
export type Platforms = Readonly<Record<string, MakePlatform>>;

export const platforms: Platforms = {
  sagemaker: async (settings) => (await import("@switchyard/sagemaker")).createSageMaker(settings as SageMakerSettings),
  azureml: async (settings) => (await import("@switchyard/azureml")).createAzureML(settings as AzureMLSettings),
  vertex: async (settings) => (await import("@switchyard/vertex")).createVertex(settings as VertexSettings),
  ray: async (settings) => (await import("@switchyard/ray")).createRay(settings as RaySettings),
};

/**
 * The id of a platform that exists.
 *
 * @throws {ConfigError} with the nearest name; `path` is where the id was given.
 */
export function checkPlatform(id: string, known: Platforms, path: string): string {
  findPlatform(id, known, path);
  return id;
}

/**
 * Loads and makes a platform.
 *
 * @throws {ConfigError} when it does not exist, or its settings are malformed.
 */
export async function makePlatform(
  id: string,
  settings: Settings | undefined,
  known: Platforms,
): Promise<PlanningPlatform> {
  return findPlatform(id, known, "--on")(settings ?? {});
}

/**
 * The same for a platform that is to run jobs.
 *
 * @throws {ConfigError} also when it can only plan them; `path` is where it was asked for.
 */
export async function makeTrainingPlatform(
  id: string,
  settings: Settings | undefined,
  known: Platforms,
  path: string,
): Promise<TrainingPlatform> {
  const platform = await findPlatform(id, known, path)(settings ?? {});
  if ("attach" in platform) return platform;
  throw configError(
    "planning-only",
    path,
    `${id} can be planned, searched and lifted, but not run from here yet.`,
    `Use \`switchyard plan --on ${id}\` and send the requests by ${id}'s own tools.`,
  );
}

function findPlatform(id: string, known: Platforms, path: string): MakePlatform {
  const found = Object.hasOwn(known, id) ? known[id] : undefined;
  if (found !== undefined) return found;
  const ids = Object.keys(known);
  const near = nearest(id, ids);
  throw configError(
    "unknown-platform",
    path,
    `There is no platform "${id}".`,
    `${near === undefined ? "" : `Did you mean ${near}? `}Available: ${ids.join(", ")}.`,
  );
}
