import type { CoverageEntry, Diagnostic, TrainerSpec } from "@switchyard/core";
import { coverage } from "../coverage.ts";

/** An error for each leaf that the spec has and Vertex AI cannot carry. */
export function findUnsupported(spec: TrainerSpec): Diagnostic[] {
  return Object.entries<CoverageEntry>(coverage).flatMap(([path, entry]): Diagnostic[] => {
    if (!("unsupported" in entry) || !isGiven(spec, path)) return [];
    return [{ severity: "error", code: "unsupported", path, message: entry.unsupported, fix: entry.fix }];
  });
}

function isGiven(spec: TrainerSpec, path: string): boolean {
  const value = path
    .split(".")
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], spec);
  return value !== undefined;
}
