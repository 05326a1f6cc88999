import { formatPath } from "../spec/report.ts";
import { sampleOf } from "./chance.ts";
import { isPlain, pairsOfPlain, placesOf, type Place, type PlainShape } from "./native-shape.ts";
import { valueUnder, withValue } from "./paths.ts";
import { errorsOf, isAnswered, isRefusedAround, isSame, shortened } from "./perturbation.ts";
import { sentence, type Planned, type Planner } from "./planning.ts";
import type { ConformanceCheck, Pair, PlatformUnderTest } from "./platform-under-test.ts";

/** Every leaf of the vendor's schema changes the plan, or is answered. */
export function nativeFieldChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  if (under.nativeShape === undefined) return [];
  const { nativeTexts = [], sample = {} } = under;
  const leaves = placesOf(under.nativeShape, nativeTexts)
    .filter(isPlain)
    .map((place) => ({ place, pairs: pairsOfPlain(place.shape, nativeTexts) }))
    .filter(({ place, pairs }) => pairs.length > 0 || !isConstant(place.shape));
  return named(
    sampleOf(leaves, sample.leaves, sample.seed ?? 1).map(({ place, pairs }) => ({
      name: `the native field ${formatPath(place.steps)} changes the plan, or is answered by a diagnostic`,
      run: () => varyNative(place, pairs, planner),
    })),
  );
}

/** One word is no choice: what tells objects of a union apart. */
const isConstant = (shape: PlainShape): boolean => shape.kind === "text" && shape.words?.length === 1;

/** Members of a union may stand at one path. */
export function named(checks: readonly ConformanceCheck[]): readonly ConformanceCheck[] {
  const seen = new Map<string, number>();
  return checks.map(({ name, run }) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { name: times === 1 ? name : `${name} (${times})`, run };
  });
}

/** Enough to find a pair whose values a rule takes. */
const mostPairs = 4;

/**
 * One pair that can be planned must differ. Where no pair can, as when a field goes with another one only, a diagnostic at
 * the field is an answer, and it is enough that the request has the value.
 */
async function varyNative(place: Place, pairs: readonly Pair[], planner: Planner): Promise<void> {
  const id = `platforms.${planner.platform.id}`;
  const path = formatPath(place.steps, id);
  if (pairs.length === 0)
    throw new Error(`No text of the kit has the form of ${path}. Give it one in \`nativeTexts\`.`);
  const told: string[] = [];
  let isShown = false;
  for (const [one, other] of pairs.slice(0, mostPairs)) {
    for (const around of [place.bare, place.filled]) {
      const plan = (value: unknown): Promise<Planned> =>
        planner.tryTranslation(withValue(planner.base, id, around(value)));
      const [first, second] = [await plan(one), await plan(other)];
      const answered = [first, second].some((planned) => isAnswered(planned, path) || isRefusedAround(planned, path));
      const errors = [errorsOf(first), errorsOf(second)] as const;
      if (errors.every((list) => list.length === 0)) {
        if (!isSame(first, second)) return;
        if (!answered)
          throw new Error(
            `${path}: ${shortened(one)} and ${shortened(other)} give the same requests, uploads and bundle, and no diagnostic says why.`,
          );
      }
      if (answered || (holds(first, path, one) && holds(second, path, other))) isShown = true;
      else told.push(`${shortened(around(one))}: ${sentence(errors.flat())}`);
    }
  }
  if (!isShown) throw new Error(`${path} cannot be compared, for another reason. ${told.join("\n")}`);
}

/** Whether a request has this value of this field, whatever else is wrong with it. */
function holds(planned: Planned, path: string, value: unknown): boolean {
  if (!("plan" in planned)) return false;
  const { plan } = planned;
  return Object.entries(plan.origins).some(
    ([pointer, origin]) => origin === `spec:${path}` && valueUnder(plan, pointer) === value,
  );
}
