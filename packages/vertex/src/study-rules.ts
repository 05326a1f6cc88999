import type { StudySpecParameterSpec } from "./native-types.gen.ts";
import { when, type RequestRule } from "./request-rule.ts";

const inParameters = (
  parameters: readonly Partial<StudySpecParameterSpec>[] | undefined,
  test: (parameter: Partial<StudySpecParameterSpec>) => boolean,
): string[] =>
  (parameters ?? []).flatMap((parameter, index) => when(test(parameter), `/studySpec/parameters/${index}`));

const boundsOf = ({
  doubleValueSpec,
  integerValueSpec,
}: Partial<StudySpecParameterSpec>): readonly [number, number] | undefined => {
  const range = doubleValueSpec ?? integerValueSpec;
  return range === undefined ? undefined : [Number(range.minValue), Number(range.maxValue)];
};

/** Source: the comments of study.proto and hyperparameter_tuning_job.proto. */
export const studyRules: readonly RequestRule[] = [
  {
    code: "native-grid",
    broken: ({ body }) =>
      body.studySpec?.algorithm !== "GRID_SEARCH"
        ? []
        : inParameters(body.studySpec.parameters, ({ doubleValueSpec }) => doubleValueSpec !== undefined),
    message: "A grid has whole numbers and lists only.",
    fix: 'Give a list of values, or use `search: "random"`.',
  },
  {
    code: "native-scale",
    broken: ({ body }) =>
      inParameters(
        body.studySpec?.parameters,
        (parameter) =>
          (parameter.scaleType ?? "").endsWith("LOG_SCALE") &&
          ((boundsOf(parameter)?.[0] ?? 1) <= 0 ||
            (parameter.discreteValueSpec?.values.some((value) => value <= 0) ?? false)),
      ),
    message: "A logarithmic scale begins above 0.",
    fix: "Raise the lower bound, or use a linear scale.",
  },
  {
    code: "native-bounds",
    broken: ({ body }) =>
      inParameters(body.studySpec?.parameters, (parameter) => {
        const [low, high] = boundsOf(parameter) ?? [0, 0];
        return low > high;
      }),
    message: "The lower bound is above the upper one.",
    fix: "Swap them.",
  },
  {
    code: "native-values",
    broken: ({ body }) =>
      inParameters(body.studySpec?.parameters, ({ discreteValueSpec }) => {
        const values = discreteValueSpec?.values ?? [];
        return values.length > 1000 || values.some((value, index) => index > 0 && value <= (values[index - 1] ?? 0));
      }),
    message: "A list of numbers is strictly increasing and has at most 1000.",
    fix: "Sort it, and leave repetitions out.",
  },
  {
    code: "native-trials",
    broken: ({ body }) =>
      body.studySpec === undefined
        ? []
        : [
            ...when((body.maxTrialCount ?? 1) < 1, "/maxTrialCount"),
            ...when(
              (body.parallelTrialCount ?? 1) < 1 || (body.parallelTrialCount ?? 1) > (body.maxTrialCount ?? Infinity),
              "/parallelTrialCount",
            ),
          ],
    message: "A search has at least one trial, and no more at the same time than in all.",
    fix: "Use `study.trials` and `study.parallel`.",
  },
];
