import { liftingChecks } from "./lifting.ts";
import { perturbationChecks } from "./perturbation.ts";
import { makePlanner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";
import { purityChecks } from "./purity.ts";
import { requestChecks } from "./requests.ts";
import { unsupportedChecks } from "./unsupported.ts";

/**
 * Every check of one platform: plans are data, depend on nothing outside, hold no secret, fit the vendor's schema, say
 * where each value came from, and lose nothing of a spec: each leaf, each of transformers' arguments in both majors, each
 * pair of overrides given.
 */
export function conformanceChecks<Settings extends object>(
  under: PlatformUnderTest<Settings>,
): readonly ConformanceCheck[] {
  const planner = makePlanner(under);
  return [purityChecks, requestChecks, unsupportedChecks, liftingChecks, perturbationChecks].flatMap((checks) =>
    checks(under, planner),
  );
}
