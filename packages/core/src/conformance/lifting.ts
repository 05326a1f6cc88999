import type { SpecPath } from "../contract/coverage.ts";
import type { Lifted } from "../contract/driver.ts";
import type { Plan } from "../contract/plan.ts";
import { toGigabytes, toSeconds } from "../spec/units.ts";
import { isRecord, valueAt, withValue } from "./paths.ts";
import { isAnswered, pairsOf } from "./perturbation.ts";
import type { Planned, Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";

/** A planned job becomes a spec again, with every field that the platform says it lifts. */
export function liftingChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  return (under.lifts ?? []).map((path) =>
    path === "platforms"
      ? { name: "native fields are lifted: unlike jobs give unlike specs", run: () => liftOverrides(under, planner) }
      : { name: `${path} is lifted from a planned job as it was`, run: () => liftEach(path, under, planner) },
  );
}

async function liftEach<S extends object>(
  path: SpecPath,
  under: PlatformUnderTest<S>,
  planner: Planner,
): Promise<void> {
  const entry = under.coverage?.[path];
  if (entry !== undefined && "unsupported" in entry)
    throw new Error(`${path} is said to be lifted, but coverage says that it is unsupported.`);
  let compared = 0;
  for (const value of pairsOf(path, under).flat()) {
    const planned = await planner.tryPlan(withValue(planner.base, path, value));
    if (value === undefined || !isSendable(planned)) continue;
    const lifted = valueAt((await planner.platform.lift(nativeOf(planned.plan, under))).spec, path);
    if ((sameWords[path] ?? holds)(lifted, value)) compared += 1;
    else if (!isAnswered(planned, path))
      throw new Error(`${path} was ${JSON.stringify(value)} and is lifted as ${JSON.stringify(lifted)}.`);
  }
  if (compared === 0) throw new Error(`No value of ${path} could be planned and lifted. Give it \`pairs\` that can.`);
}

/**
 * A native field may come back as a portable one, or as a diagnostic; it may not be lost. Fields that are no part of the
 * native job, such as those in a bundle, are passed over.
 */
async function liftOverrides<S extends object>(under: PlatformUnderTest<S>, planner: Planner): Promise<void> {
  const lift = (plan: Plan): Promise<Lifted> => planner.platform.lift(nativeOf(anonymous(plan), under));
  const told = new Set((await lift(await planner.plan(planner.base))).diagnostics.map(({ path }) => path));
  let compared = 0;
  for (const pair of under.overrides ?? []) {
    const plans: Plan[] = [];
    for (const override of pair) {
      const planned = await planner.tryPlan(withValue(planner.base, `platforms.${planner.platform.id}`, override));
      if (isSendable(planned)) plans.push(planned.plan);
    }
    const [one, other] = plans;
    if (one === undefined || other === undefined || nativeText(one, under) === nativeText(other, under)) continue;
    const lifted = [await lift(one), await lift(other)] as const;
    const isTold = lifted.some(({ diagnostics }) => diagnostics.some(({ path }) => !told.has(path)));
    const specs = lifted.map(({ spec }) => JSON.stringify(spec));
    if (!isTold && specs[0] === specs[1])
      throw new Error(`${JSON.stringify(pair)}: both jobs are lifted to ${specs[0]}, and no diagnostic says why.`);
    compared += 1;
  }
  if (compared === 0) throw new Error("No pair of `overrides` gives two jobs that could be sent.");
}

function nativeOf<S extends object>(plan: Plan, under: PlatformUnderTest<S>): unknown {
  return under.native === undefined ? plan.requests.at(-1) : under.native(plan);
}

const nativeText = <S extends object>(plan: Plan, under: PlatformUnderTest<S>): string =>
  JSON.stringify(nativeOf(anonymous(plan), under));

/** Its identity and its bundle's hash are the same as any other plan's. */
function anonymous(plan: Plan): Plan {
  const { key } = plan.identity;
  const same = [key, key.slice(0, 8), ...plan.uploads.map(({ manifest }) => manifest)];
  return JSON.parse(
    same.reduce((text, word) => text.replaceAll(word, "0".repeat(word.length)), JSON.stringify(plan)),
  ) as Plan;
}

function isSendable(planned: Planned): planned is Extract<Planned, { plan: Plan }> {
  return "plan" in planned && planned.plan.diagnostics.every(({ severity }) => severity !== "error");
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
