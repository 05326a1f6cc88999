import type { RunIdentity } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import { configError } from "../errors/config-error.ts";
import { canonicalJson } from "./canonical.ts";

export interface IdentitySource {
  readonly platform: string;
  readonly spec: TrainerSpec;
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly manifest: string;
  readonly study?: Study | undefined;
}

/** How a caller tells one job of a trainer from another. */
export interface RunNumber {
  readonly run?: string | undefined;
  readonly attempt?: number | undefined;
}

/**
 * The identity of a run. Its key hashes the platform, the spec, the platform's settings and the bundle; the source
 * folder counts by its content, not by its path.
 *
 * @throws {ConfigError} when `run` is not made of letters, digits and inner hyphens, or `attempt` is no count.
 */
export function runIdentity(source: IdentitySource, number: RunNumber, sha256: (text: string) => string): RunIdentity {
  const { source: _path, ...spec } = source.spec;
  const key = sha256(canonicalJson({ ...source, spec })).slice(0, 32);
  return { key, ...checkRunNumber(number) };
}

/** @throws {ConfigError} as `runIdentity`. */
export function checkRunNumber({ run = "1", attempt = 1 }: RunNumber): { run: string; attempt: number } {
  if (!/^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,31}$/.test(run)) {
    throw configError(
      "wrong-value",
      "run",
      `Found ${JSON.stringify(run)}. Allowed: letters, digits and inner hyphens, at most 32 characters, such as "2".`,
    );
  }
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > 9999)
    throw configError("wrong-value", "attempt", `Found ${String(attempt)}. Allowed: a whole number from 1 to 9999.`);
  return { run, attempt };
}

/**
 * A native name of letters, digits and hyphens that ends in the identity. When it would be longer than `length`, the
 * front part is cut, so that the unique tail stays.
 */
export function nativeName(name: string, identity: RunIdentity, length: number): string {
  const tail = `${identity.key.slice(0, 8)}-${identity.run}-${identity.attempt}`;
  const front = name.slice(0, length - tail.length - 1).replace(/-+$/, "");
  return `${front}-${tail}`;
}

const tagNames = { key: "switchyard-key", run: "switchyard-run", attempt: "switchyard-attempt" } as const;

/** The identity as native tags or labels. */
export function identityTags(identity: RunIdentity): Record<(typeof tagNames)[keyof typeof tagNames], string> {
  return {
    [tagNames.key]: identity.key,
    [tagNames.run]: identity.run,
    [tagNames.attempt]: String(identity.attempt),
  } as Record<(typeof tagNames)[keyof typeof tagNames], string>;
}

/** Reads native tags or labels back; undefined when the job is not one of ours. */
export function identityFromTags(tags: Readonly<Record<string, string>>): RunIdentity | undefined {
  const key = tags[tagNames.key];
  const run = tags[tagNames.run];
  const attempt = Number(tags[tagNames.attempt]);
  if (key === undefined || run === undefined || !Number.isInteger(attempt)) return undefined;
  return { key, run, attempt };
}
