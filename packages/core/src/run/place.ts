import { configError } from "../errors/config-error.ts";
import { checkpointBase, checkpointPlace } from "../launch/checkpoint-place.ts";

/** Where a run is recorded, and what its attempts are known by. */
export interface RunPlace {
  /** `outputs.checkpoints` of its spec. */
  readonly base: string;
  readonly key: string;
  readonly run: string;
}

const scheme = "run+";

/** `run+s3://bucket/checkpoints/KEY-RUN`: the place of the run's checkpoints, and so of its record. */
export function formatRunUri({ base, ...identity }: RunPlace): string {
  return `${scheme}${checkpointPlace(base, { ...identity, attempt: 1 })}`;
}

/** Whether a URI names a run rather than a job. */
export function isRunUri(uri: string): boolean {
  return uri.startsWith(scheme);
}

/** @throws {ConfigError} when the URI is no run's. */
export function parseRunUri(uri: string): RunPlace {
  const place = uri.slice(scheme.length);
  const base = isRunUri(uri) ? checkpointBase(place) : undefined;
  if (base === undefined)
    throw configError(
      "wrong-uri",
      "uri",
      `Found ${JSON.stringify(uri)}. Allowed: a run's URI, such as run+s3://bucket/checkpoints/0123456789abcdef0123456789abcdef-1.`,
    );
  const [key = "", ...run] = place
    .slice(base.length + 1)
    .replace(/\/$/, "")
    .split("-");
  return { base, key, run: run.join("-") };
}

/** `s3` of `s3://bucket/checkpoints`. */
export function schemeOf(uri: string): string {
  return uri.slice(0, uri.indexOf("://"));
}

/** The folder of a run's record. It is none of the checkpoints': platforms copy all of that to each machine. */
export function recordFolder({ base, key, run }: RunPlace): string {
  return `${base.replace(/\/+$/, "")}/runs/${key}-${run}/`;
}
