import type { CoverageEntry, SpecPath } from "../contract/coverage.ts";
import { withValue } from "./paths.ts";
import { pairsOf } from "./perturbation.ts";
import { diagnosticsOf, type Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";

/** What coverage calls unsupported is refused at its own path, with a way out. */
export function unsupportedChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  return Object.entries<CoverageEntry>(under.coverage ?? {})
    .filter(([, entry]) => "unsupported" in entry)
    .map(([path]) => ({
      name: `${path} is refused, since coverage says that it is unsupported`,
      run: () => refuse(path as SpecPath, under, planner),
    }));
}

async function refuse<S extends object>(path: SpecPath, under: PlatformUnderTest<S>, planner: Planner): Promise<void> {
  for (const value of pairsOf(path, under).flat()) {
    if (value === undefined) continue;
    const found = diagnosticsOf(await planner.tryPlan(withValue(planner.base, path, value)));
    const refusal = found.find((diagnostic) => diagnostic.severity === "error" && diagnostic.path === path);
    if (refusal === undefined) throw new Error(`${path}: ${JSON.stringify(value)} is planned without an error.`);
    if (refusal.fix === undefined) throw new Error(`${path} is refused without a fix that says what to do instead.`);
  }
}
