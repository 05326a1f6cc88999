import type { Diagnostic, Environment, Resources, TrainerSpec } from "@switchyard/core";
import { joinedSpecs, mergeEnvironments, type Members } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";

export { isMembers, lost, made, membersOf, unsaid, type Members } from "@switchyard/core/platform";

/** What one native member becomes: portable fields, members for its place in `platforms.vertex`, and what the user should know. */
export interface Piece {
  readonly spec?: Partial<Omit<TrainerSpec, "resources" | "environment">>;
  readonly resources?: Resources;
  readonly environment?: Environment;
  /** Members that stay native, in the native object that was read. */
  readonly native?: Members;
  readonly diagnostics?: readonly Diagnostic[];
}

/** A native job in the words of the REST API, whatever form and spelling it was given in. */
export interface NativeJob {
  /** What a CustomJob has beside its jobSpec. */
  readonly job: Members;
  /** Its jobSpec. */
  readonly spec: Members;
  /** Where the jobSpec stood in what was given, such as `jobSpec` or `trialJobSpec`. */
  readonly at: string;
  /** What the form alone gave rise to. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a member's reading may look at beside the member. */
export interface Context extends NativeJob {
  readonly settings: ResolvedSettings;
  /** Whether this job is one of a plan's. */
  readonly isOurs: boolean;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Without members that say nothing: what protocol buffers leave out, other tools write as null, false, 0 or empty. */
export function saying(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isSilent(value)));
}

function isSilent(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "" || value === 0) return true;
  return typeof value === "object" && !(value instanceof Date) && Object.keys(value).length === 0;
}

/** Several pieces as one. Native members of the same object are put together. */
export function together(pieces: readonly Piece[]): Piece {
  const part = <K extends "resources" | "native">(name: K): NonNullable<Piece[K]> =>
    Object.assign({}, ...pieces.map((piece) => piece[name])) as NonNullable<Piece[K]>;
  return {
    spec: joinedSpecs(pieces.map(({ spec }) => spec)),
    resources: part("resources"),
    environment: mergeEnvironments(pieces.map(({ environment }) => environment)),
    native: part("native"),
    diagnostics: pieces.flatMap(({ diagnostics = [] }) => diagnostics),
  };
}

/** Native members below the name of the object that has them. */
export function nested(name: string, native: Members | undefined): Members {
  return native === undefined || Object.keys(native).length === 0 ? {} : { [name]: native };
}

/** A native member that has no portable home, and was kept. */
export function kept(path: string): Diagnostic {
  return {
    severity: "info",
    code: "kept-native",
    path,
    message: "This has no portable form and was kept under `platforms.vertex`.",
  };
}
