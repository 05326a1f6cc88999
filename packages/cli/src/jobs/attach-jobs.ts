import { ConfigError, configError, isRunUri, type TrainingJob, type TrainingPlatform } from "@switchyard/core";
import { loadConfig, type ConfigFlags } from "../config/load-config.ts";
import { checkPlatform, makeTrainingPlatform } from "../platforms.ts";
import type { Shell } from "../shell.ts";

/**
 * Handles on the jobs and runs that the URIs name, each once. Of a run its record is read; of jobs nothing is asked yet.
 *
 * @throws {ConfigError} with every URI that is none.
 */
export async function attachJobs(
  uris: readonly string[],
  flags: ConfigFlags,
  shell: Shell,
): Promise<readonly TrainingJob[]> {
  const config = await loadConfig(flags, shell);
  const { platforms: settings } = config;
  const made = new Map<string, Promise<TrainingPlatform>>();
  const attach = async (uri: string): Promise<TrainingJob> => {
    if (isRunUri(uri)) return (await import("../runs/attach-run.ts")).attachToRun(uri, config, shell);
    const id = checkPlatform(schemeOf(uri), shell.platforms, uri);
    const platform = made.get(id) ?? makeTrainingPlatform(id, settings[id], shell.platforms, uri);
    made.set(id, platform);
    return (await platform).attach(uri);
  };
  const results = await Promise.allSettled([...new Set(uris)].map(attach));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const other = failures.find((failure) => !(failure instanceof ConfigError));
  if (other !== undefined) throw other;
  if (failures.length > 0) throw new ConfigError((failures as ConfigError[]).flatMap((failure) => failure.issues));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function schemeOf(uri: string): string {
  const scheme = /^([a-z][a-z0-9]*):\/\//.exec(uri)?.[1];
  if (scheme !== undefined) return scheme;
  throw configError(
    "malformed-uri",
    uri,
    "This is no job's URI.",
    "Write sagemaker://REGION/training-job/NAME, or run+s3://…, as `switchyard fit` printed it.",
  );
}
