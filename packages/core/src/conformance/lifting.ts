import type { SpecPath } from "../contract/coverage.ts";
import type { Plan } from "../contract/plan.ts";
import { toGigabytes, toSeconds } from "../spec/units.ts";
import { isRecord, valueAt, withValue } from "./paths.ts";
import { isAnswered, pairsOf } from "./perturbation.ts";
import type { Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";

/** A planned job becomes a spec again, with every field that the platform says it lifts. */
export function liftingChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  return (under.lifts ?? []).map((path) => ({
    name: `${path} is lifted from a planned job as it was`,
    run: () => liftEach(path, under, planner),
  }));
}

async function liftEach<S extends object>(
  path: SpecPath,
  under: PlatformUnderTest<S>,
  planner: Planner,
): Promise<void> {
  const entry = under.coverage?.[path];
  if (entry !== undefined && "unsupported" in entry)
    throw new Error(`${path} is said to be lifted, but coverage says that it is unsupported.`);
  const nativeOf = under.native ?? ((plan: Plan): unknown => plan.requests.at(-1));
  let compared = 0;
  for (const value of valuesOf(path, under)) {
    const planned = await planner.tryPlan(withValue(planner.base, pathOf(path, planner), value));
    if ("issues" in planned || planned.plan.diagnostics.some(({ severity }) => severity === "error")) continue;
    const lifted = valueAt(planner.platform.lift(nativeOf(planned.plan)).spec, pathOf(path, planner));
    if ((sameWords[path] ?? holds)(lifted, value)) compared += 1;
    else if (!isAnswered(planned, pathOf(path, planner)))
      throw new Error(`${path} was ${JSON.stringify(value)} and is lifted as ${JSON.stringify(lifted)}.`);
  }
  if (compared === 0) throw new Error(`No value of ${path} could be planned and lifted. Give it \`pairs\` that can.`);
}

const pathOf = (path: SpecPath, { platform }: Planner): string =>
  path === "platforms" ? `platforms.${platform.id}` : path;

function valuesOf<S extends object>(path: SpecPath, under: PlatformUnderTest<S>): readonly unknown[] {
  const pairs = path === "platforms" ? (under.overrides ?? []) : pairsOf(path, under);
  return pairs.flat().filter((value) => value !== undefined);
}

/** What was written is there; what a default filled in may be there beside it. */
function holds(lifted: unknown, written: unknown): boolean {
  if (isRecord(written))
    return Object.entries(written).every(([key, value]) => holds(isRecord(lifted) ? lifted[key] : undefined, value));
  // Left out, a switch is off.
  if (written === false && lifted === undefined) return true;
  return JSON.stringify(lifted) === JSON.stringify(written);
}

type Same = (lifted: unknown, written: unknown) => boolean;

/** Leaves whose values may be written in several ways: units count by what they say, a release by its first parts. */
const sameWords: { readonly [P in SpecPath]?: Same } = {
  "resources.maxRuntime": (lifted, written) => toSeconds(String(lifted)) === toSeconds(String(written)),
  "resources.disk": (lifted, written) => toGigabytes(String(lifted)) === toGigabytes(String(written)),
  "environment.transformers": (lifted, written) => `${String(lifted)}.`.startsWith(`${String(written)}.`),
};
