import type { SpecPath } from "../contract/coverage.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { leafPairs } from "./leaf-pairs.data.ts";
import { withValue } from "./paths.ts";
import { pairsOf } from "./perturbation.ts";
import type { Planner } from "./planning.ts";
import type { PlatformUnderTest } from "./platform-under-test.ts";

/** Specs that say one thing each beside the base, then a spec that says all of that which can be planned together. */
export async function variedSpecs<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): Promise<readonly TrainerSpec[]> {
  const paths = Object.keys(leafPairs).map((path) => path as SpecPath);
  const single = paths.flatMap((path) =>
    pairsOf(path, under)
      .flat()
      .map((value) => withValue(planner.base, path, value)),
  );
  const native = (under.overrides ?? []).flat().map((value) => withValue(planner.base, nativePath(planner), value));
  let whole = planner.base;
  for (const path of paths) {
    const value = pairsOf(path, under)[0]?.[1];
    const more = withValue(whole, path, value);
    const planned = await planner.tryPlan(more);
    if (
      value !== undefined &&
      "plan" in planned &&
      planned.plan.diagnostics.every(({ severity }) => severity !== "error")
    )
      whole = more;
  }
  return [planner.base, whole, ...single, ...native];
}

const nativePath = ({ platform }: Planner): string => `platforms.${platform.id}`;
