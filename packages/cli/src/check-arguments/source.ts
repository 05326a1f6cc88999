import type { Diagnostic } from "@switchyard/core";
import type { LocatedDiagnostic } from "../spec/locate.ts";

/** TrainingArguments somewhere in a file. */
export interface ArgumentSource {
  /** Where they stand, such as `train.py:12:8`. */
  readonly label: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The spec around them, which says the machines and the release. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** What could not be read. */
  readonly notes: readonly Diagnostic[];
  /** Adds the line that a diagnostic is about. */
  locate(issue: Diagnostic): LocatedDiagnostic;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
