import type { Diagnostic } from "../contract/diagnostic.ts";

/** A native object whose members are not known yet. */
export type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The members of an object; none where something else stands. */
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});

/** A native member that could not be kept, and why. */
export function lost(path: string, message: string, fix?: string): Diagnostic {
  return { severity: "warning", code: "not-lifted", path, message, ...(fix === undefined ? {} : { fix }) };
}

/** A native member that a plan makes anew, or that somebody's tool made for itself. */
export function made(path: string, message: string): Diagnostic {
  return { severity: "info", code: "made-anew", path, message };
}

/** What a spec has to say and the native job does not, or not for certain. */
export function unsaid(path: string, message: string, fix: string): Diagnostic {
  return { severity: "warning", code: "not-said", path, message, fix };
}
