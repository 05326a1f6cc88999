import { bounded } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { CallOptions } from "../contract/call.ts";
import type { TrainingPlatform } from "../contract/estimator.ts";
import type { TrainedModel } from "../contract/job.ts";
import type { Bytes, ObjectStore } from "../contract/store.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { findStore } from "../estimator/find-store.ts";
import { partsOf } from "../estimator/parts.ts";

/** One file of a model, as the platform keeps it: SageMaker packs all of it into one `model.tar.gz`. */
export interface ModelFile {
  /** Relative to the artifact, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Streams the file; nothing of it is kept in memory. */
  read(call?: CallOptions): Bytes;
}

export interface ModelFilesOptions extends CallOptions {
  /** The first one whose store has the scheme of the model's artifact is asked. */
  readonly platforms: readonly TrainingPlatform[];
}

/**
 * The files of a trained model, for a download.
 *
 * @throws {SwitchyardError} `not-found` when the job left no model, or it is no longer there; `unsupported` when none of the
 *   platforms has its store.
 */
export async function modelFiles(model: TrainedModel, options: ModelFilesOptions): Promise<readonly ModelFile[]> {
  const { artifact, job } = model;
  if (artifact === undefined) throw new SwitchyardError("not-found", `${job} left no model.`);
  return bounded(options, async (call) => {
    const scheme = artifact.slice(0, artifact.indexOf("://"));
    const store = await findStore(scheme, options.platforms.map(partsOf), call);
    if (store === undefined)
      throw new SwitchyardError(
        "unsupported",
        `The model is at ${artifact}, and none of the platforms reads ${scheme}://.`,
      );
    const whole = await retry(call, (inner) => store.head(artifact, inner));
    const name = artifact.slice(artifact.lastIndexOf("/") + 1);
    if (whole !== undefined && name !== "") return [fileOf(store, artifact, name, whole.size)];
    const folder = artifact.endsWith("/") ? artifact : `${artifact}/`;
    const files = await retry(call, async (inner) => {
      const found: ModelFile[] = [];
      for await (const { uri, size } of store.list(folder, inner))
        if (uri !== folder) found.push(fileOf(store, uri, uri.slice(folder.length), size));
      return found;
    });
    if (files.length === 0) throw new SwitchyardError("not-found", `There is no model at ${artifact}.`);
    return files;
  });
}

function fileOf(store: ObjectStore, uri: string, path: string, bytes: number): ModelFile {
  return { path, bytes, read: (call) => store.get(uri, call) };
}
