/** Files and hashes for Node: what core needs of the machine that it runs on. */
import { createHash } from "node:crypto";
import type { TransformersVersion } from "./arguments/index.ts";
import type { EstimatorOptions } from "./contract/estimator.ts";
import type { Host } from "./contract/host.ts";
import type { TrainerSpec } from "./contract/spec.ts";
import { loadTrainer as load, type LoadedTrainer } from "./planning/load-trainer.ts";
import { archive } from "./source/archive.ts";
import { readSource } from "./source/read-source.ts";

/** Reads source folders from disk and secrets from the environment of this process. */
export const nodeHost: Host = {
  readSource,
  archive,
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  environment: (name) => process.env[name],
};

/**
 * Checks a spec and reads its source folder once, for the plans of several platforms.
 *
 * @throws {ConfigError} that lists every problem of the spec, or of the folder.
 */
export async function loadTrainer<V extends TransformersVersion>(
  spec: TrainerSpec<V>,
  { folder }: EstimatorOptions = {},
): Promise<LoadedTrainer<V>> {
  return load(spec, nodeHost, folder);
}
