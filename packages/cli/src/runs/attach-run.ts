import { attachRun, ConfigError, type TrainingPlatform, type TrainingRun } from "@switchyard/core";
import type { Config } from "../config/config.ts";
import { makeTrainingPlatform } from "../platforms.ts";
import type { Shell } from "../shell.ts";

/**
 * A handle on a run that exists. Its record says which platforms it needs; their settings are the configuration's, with
 * what the record says over them.
 */
export async function attachToRun(uri: string, { platforms: settings }: Config, shell: Shell): Promise<TrainingRun> {
  const make = (id: string, more: object = {}): Promise<TrainingPlatform> =>
    makeTrainingPlatform(id, { ...settings[id], ...more }, shell.platforms, uri);
  const configured = Object.keys(settings);
  const ids = configured.length > 0 ? configured : Object.keys(shell.platforms);
  const platforms = await Promise.all(ids.map((id) => make(id).catch(unusable)));
  return attachRun(uri, {
    signal: shell.signal,
    platforms: platforms.flatMap((platform) => platform ?? []),
    make: ({ id, settings: own }) => make(id, own),
  });
}

/** A platform that cannot be made as it is set up here may be none of the run's; one that is missed is told by name. */
function unusable(error: unknown): undefined {
  if (!(error instanceof ConfigError)) throw error;
}
