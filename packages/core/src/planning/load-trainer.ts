import type { TransformersVersion } from "../arguments/index.ts";
import type { BundleFile, Host } from "../contract/host.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import { readTrainerSpec } from "../spec/check.ts";

/**
 * A spec that was checked and whose source folder was read, by `loadTrainer` of `@switchyard/core/node`: once, for the
 * plans of several platforms, which then are plans of the same files.
 */
export interface LoadedTrainer<V extends TransformersVersion = TransformersVersion> {
  readonly spec: TrainerSpec<V>;
  /** The files of the source folder, sorted by path. */
  readonly files: readonly BundleFile[];
  /** What the author of the spec should know of it, wherever it runs. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a spec and reads its source.
 *
 * @throws {ConfigError} that lists every problem of the spec, or of the folder.
 */
export async function loadTrainer<V extends TransformersVersion>(
  given: TrainerSpec<V>,
  host: Pick<Host, "readSource">,
  folder: string | undefined,
): Promise<LoadedTrainer<V>> {
  const { spec, diagnostics } = readTrainerSpec(given);
  return { spec: spec as TrainerSpec<V>, diagnostics, files: await host.readSource(spec.source, folder) };
}

export function isLoaded<V extends TransformersVersion>(
  given: TrainerSpec<V> | LoadedTrainer<V>,
): given is LoadedTrainer<V> {
  return "spec" in given && "files" in given;
}
