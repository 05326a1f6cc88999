import type { Coverage, CoverageEntry } from "../contract/coverage.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TrainerSpec } from "../contract/spec.ts";

/** An error for each leaf that the spec has and a platform's coverage calls unsupported. */
export function findUnsupported(spec: TrainerSpec, coverage: Coverage): Diagnostic[] {
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
