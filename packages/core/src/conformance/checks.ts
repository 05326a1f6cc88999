import { accountingChecks } from "./accounting-checks.ts";
import { liftingChecks } from "./lifting.ts";
import { argumentChecks, perturbationChecks } from "./perturbation.ts";
import { faultChecks } from "./faults.ts";
import { nativeFieldChecks } from "./native-fields.ts";
import { makePlanner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";
import { purityChecks } from "./purity.ts";
import { requestChecks } from "./requests.ts";
import { inSearch, studyChecks } from "./search.ts";
import { unsupportedChecks } from "./unsupported.ts";

/**
 * Every check of one platform: plans are data, depend on nothing outside, hold no secret, fit the vendor's schema, say
 * where each value came from, and lose nothing of a spec: each leaf, each of transformers' arguments in both majors, each
 * pair of overrides given. Searches do the same, and lose nothing of a study.
 */
export function conformanceChecks<Settings extends object>(
  under: PlatformUnderTest<Settings>,
): readonly ConformanceCheck[] {
  const planner = makePlanner(under);
  const search = inSearch(under);
  return [
    ...[
      purityChecks,
      requestChecks,
      unsupportedChecks,
      liftingChecks,
      accountingChecks,
      perturbationChecks,
      argumentChecks,
      studyChecks,
      nativeFieldChecks,
      faultChecks,
    ].flatMap((checks) => checks(under, planner)),
    ...(search === undefined ? [] : checksOfSearches(search)),
  ];
}

/** Arguments are not varied again: they travel in core's launch file, whatever the plan is. */
function checksOfSearches<S extends object>(under: PlatformUnderTest<S>): readonly ConformanceCheck[] {
  const planner = makePlanner(under);
  return [purityChecks, requestChecks, unsupportedChecks, perturbationChecks, nativeFieldChecks, faultChecks]
    .flatMap((checks) => checks(under, planner))
    .map(({ name, run }) => ({ name: `in a search, ${name}`, run }));
}
