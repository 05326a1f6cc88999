import { configError, nearest, type TrainingPlatform } from "@switchyard/core";
import type { SageMakerSettings } from "@switchyard/sagemaker";

/** Settings as they come from a file or flags; each platform checks its own. */
export type Settings = Readonly<Record<string, unknown>>;

type MakePlatform = (settings: Settings) => Promise<TrainingPlatform>;

/** Platform id, which also is the scheme of its URIs → how it is made. Nothing is loaded before it is asked for. */
export type Platforms = Readonly<Record<string, MakePlatform>>;

export const platforms: Platforms = {
  sagemaker: async (settings) => (await import("@switchyard/sagemaker")).createSageMaker(settings as SageMakerSettings),
};

/** Names that people will try and that are not built yet. */
const announced = ["vertex", "azureml", "ray"];

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
): Promise<TrainingPlatform> {
  return findPlatform(id, known, "--on")(settings ?? {});
}

function findPlatform(id: string, known: Platforms, path: string): MakePlatform {
  const found = Object.hasOwn(known, id) ? known[id] : undefined;
  if (found !== undefined) return found;
  const ids = Object.keys(known);
  const message = announced.includes(id) ? `${id} is not available yet.` : `There is no platform "${id}".`;
  const near = nearest(id, ids);
  throw configError(
    "unknown-platform",
    path,
    message,
    `${near === undefined ? "" : `Did you mean ${near}? `}Available: ${ids.join(", ")}.`,
  );
}
