import {
  checkTrainerSpec,
  checkTrainingArguments,
  configError,
  migrateArguments,
  type Diagnostic,
} from "@switchyard/core";
import type { LocatedDiagnostic } from "../spec/locate.ts";
import { isObject, type ArgumentSource } from "./source.ts";

export interface JudgeOptions {
  /** The release to check for. Default: the spec's own, else `5`; with `migrate`, the release that they are written for. */
  readonly transformers?: string | undefined;
  readonly migrate?: "4" | "5" | undefined;
}

/** What was found of one source. */
export interface Judged {
  readonly source: string;
  /** The release that the arguments were checked for. */
  readonly transformers: string;
  /** As written, or migrated. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/**
 * Checks arguments for a release of transformers, and with a spec around them for its machines; migrates them first
 * where that is asked.
 *
 * @throws {ConfigError} when they are of the major already that they should migrate to.
 */
export function judge(source: ArgumentSource, options: JudgeOptions): Judged {
  const release = options.migrate ?? options.transformers ?? releaseOf(source) ?? "5";
  if (options.migrate !== undefined) refuseSameMajor(source, options, options.migrate);
  const migrated = options.migrate === undefined ? undefined : migrateArguments(source.args, options.migrate);
  const args = migrated?.args ?? source.args;
  const diagnostics = [...(migrated?.diagnostics ?? []), ...problems(source, args, release), ...source.notes];
  return { source: source.label, transformers: release, args, diagnostics: diagnostics.map(source.locate) };
}

function problems({ spec }: ArgumentSource, args: ArgumentSource["args"], release: string): readonly Diagnostic[] {
  if (spec === undefined) return checkTrainingArguments(args, release);
  const environment = isObject(spec["environment"]) ? spec["environment"] : {};
  const whole = { ...spec, args, environment: { ...environment, transformers: release } };
  return checkTrainerSpec(whole).filter(({ path }) => isOfArguments(path));
}

const isOfArguments = (path: string): boolean =>
  /^(?:args|scriptArgs|launch\.arguments|environment\.(?:transformers|variables))\b/.test(path);

function refuseSameMajor(source: ArgumentSource, { transformers }: JudgeOptions, migrate: "4" | "5"): void {
  const from = transformers ?? releaseOf(source);
  if (from?.split(".")[0] !== migrate) return;
  const message = `The arguments are written for transformers ${from} already.`;
  throw configError(
    "same-major",
    "--migrate",
    message,
    `Write --migrate ${migrate === "5" ? "4" : "5"}, or leave it out.`,
  );
}

function releaseOf({ spec }: ArgumentSource): string | undefined {
  const environment = spec?.["environment"];
  const release = isObject(environment) ? environment["transformers"] : undefined;
  return typeof release === "string" ? release : undefined;
}
