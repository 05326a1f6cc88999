import type { CreateHyperParameterTuningJobRequest, ParameterRanges } from "@aws-sdk/client-sagemaker";

/** A rule of CreateHyperParameterTuningJob that its model cannot say. */
export interface TuningRule {
  readonly code: string;
  /** JSON pointer below the body. */
  readonly at: string;
  readonly broken: (body: Partial<CreateHyperParameterTuningJobRequest>) => boolean;
  readonly message: string;
  readonly fix: string;
}

const rangesOf = (body: Partial<CreateHyperParameterTuningJobRequest>): ParameterRanges =>
  body.HyperParameterTuningJobConfig?.ParameterRanges ?? {};

function countRanges(body: Partial<CreateHyperParameterTuningJobRequest>): number {
  const { IntegerParameterRanges, ContinuousParameterRanges, CategoricalParameterRanges } = rangesOf(body);
  return [IntegerParameterRanges, ContinuousParameterRanges, CategoricalParameterRanges].reduce(
    (sum, ranges) => sum + (ranges?.length ?? 0),
    0,
  );
}

/** Combinations that a grid search runs. */
function gridSize(ranges: ParameterRanges): number {
  return (ranges.CategoricalParameterRanges ?? []).reduce((product, { Values }) => product * (Values?.length ?? 0), 1);
}

/** Source: the developer guide, "Understand the hyperparameter tuning strategies" and "Resource limits". */
export const tuningRules: readonly TuningRule[] = [
  {
    code: "native-many-ranges",
    at: "/HyperParameterTuningJobConfig/ParameterRanges",
    broken: (body) => countRanges(body) > 30,
    message: "SageMaker varies at most 30 parameters.",
    fix: "Name fewer in `space`.",
  },
  {
    code: "native-grid",
    at: "/HyperParameterTuningJobConfig/ParameterRanges",
    broken: (body) => {
      const { IntegerParameterRanges, ContinuousParameterRanges } = rangesOf(body);
      const ranges = (IntegerParameterRanges?.length ?? 0) + (ContinuousParameterRanges?.length ?? 0);
      return body.HyperParameterTuningJobConfig?.Strategy === "Grid" && ranges > 0;
    },
    message: "A grid search takes lists of values, and no ranges.",
    fix: 'Give a list of values, such as `[1e-5, 3e-5]`, or use `search: "bayesian"` or `"random"`.',
  },
  {
    code: "native-grid-size",
    at: "/HyperParameterTuningJobConfig/ResourceLimits/MaxNumberOfTrainingJobs",
    broken: (body) => {
      const { Strategy, ResourceLimits } = body.HyperParameterTuningJobConfig ?? {};
      const most = ResourceLimits?.MaxNumberOfTrainingJobs;
      return Strategy === "Grid" && most !== undefined && most !== gridSize(rangesOf(body));
    },
    message: "A grid search runs every combination once, and its number of trials can be no other.",
    fix: "Set `trials` to the product of the lists' lengths.",
  },
];
