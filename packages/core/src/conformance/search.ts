import type { Study } from "../contract/study.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { differ } from "./perturbation.ts";
import type { Planner } from "./planning.ts";
import type { ConformanceCheck, PlanMaker, PlatformUnderTest } from "./platform-under-test.ts";
import { strategies, studyCases } from "./study-pairs.data.ts";

/** One list, so that every strategy takes it, over an argument that no pair of the kit's fixes. */
const smallest: Study = {
  objective: { metric: "eval_loss", goal: "minimize" },
  trials: 4,
  parallel: 2,
  space: { weight_decay: [0.1, 0.2] },
};

/** Whatever a study may say changes the search, or is answered: every leaf, under every strategy. */
export function studyChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  if (under.study === false) return [{ name: "a search is refused, since there is none", run: () => refuse(planner) }];
  const cases = studyCases(under.study ?? smallest);
  const paths = [...new Set(cases.map(({ path }) => path))];
  return paths.flatMap((path) =>
    strategies.flatMap((search): readonly ConformanceCheck[] => {
      const pairs = cases.filter((each) => each.path === path && each.search === search).map(({ pair }) => pair);
      if (pairs.length === 0) return [];
      return [
        {
          name: `study.${path} changes the search, or is answered by a diagnostic${search === undefined ? "" : `, where it is ${search}`}`,
          run: () => differ(`study.${path}`, pairs, (study) => planner.trySearch(study)),
        },
      ];
    }),
  );
}

async function refuse(planner: Planner): Promise<void> {
  try {
    await planner.platform.estimator(planner.base).planTuning(smallest);
  } catch (error) {
    if (error instanceof SwitchyardError && error.code === "unsupported") return;
    throw error;
  }
  throw new Error("A search was planned.");
}

/** The same platform, whose every plan is a search: what holds for a training's plan must hold for that one too. */
export function inSearch<S extends object>(under: PlatformUnderTest<S>): PlatformUnderTest<S> | undefined {
  const { study = smallest } = under;
  if (study === false) return undefined;
  const searching = (platform: PlanMaker): PlanMaker => ({
    id: platform.id,
    lift: (native) => platform.lift(native),
    estimator: (spec) => {
      const estimator = platform.estimator(spec);
      return {
        plan: () => estimator.planTuning(study),
        planTuning: (other) => estimator.planTuning(other),
      };
    },
  });
  return { ...under, make: (settings, host) => searching(under.make(settings, host)) };
}
