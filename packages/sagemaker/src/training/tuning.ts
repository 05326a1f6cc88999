import { nativeName, type Diagnostic, type SearchRange, type Translation, type TuningInput } from "@switchyard/core";
import type { TuningRequest } from "../native-types.ts";
import { leavesOf } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";
import { toolkitStart } from "./container.ts";
import { draft, type Draft } from "./draft.ts";
import type { Part } from "./fragment.ts";
import { metricDefinition, metricNames } from "./rules/metrics.ts";
import { parameterRanges, rangeOf } from "./search-space.ts";
import { conclude, targetOf } from "./translate.ts";
import { checkTrials, trialOf } from "./trials.ts";

/** SageMaker's longest name of a search. */
const longestName = 32;

const strategies = { bayesian: "Bayesian", random: "Random", grid: "Grid" } as const;

/**
 * A search as SageMaker's hyperparameter tuning job. Its trials cannot be told what to start, so the training toolkit of
 * the image starts the launcher, with the values of the trial as arguments; they also stand in
 * `/opt/ml/input/config/hyperparameters.json`.
 */
export function translateTuning(input: TuningInput, settings: ResolvedSettings): Translation<TuningRequest> {
  const job = draft(input, settings, [...startParts(input), ...metricParts(input)]);
  const space = spaceOf(input);
  const { objective, search = "bayesian", trials, parallel = 1 } = input.study;
  const config = {
    Strategy: strategies[search],
    HyperParameterTuningJobObjective: {
      Type: objective.goal === "minimize" ? "Minimize" : "Maximize",
      MetricName: objective.metric,
    },
    ResourceLimits: { MaxNumberOfTrainingJobs: trials, MaxParallelTrainingJobs: parallel },
    ParameterRanges: parameterRanges(space.ranges),
  } as const;
  const body = {
    HyperParameterTuningJobName: nativeName(input.spec.name, input.identity, longestName),
    HyperParameterTuningJobConfig: config,
    TrainingJobDefinition: trialOf(job),
    ...(job.body.Tags === undefined ? {} : { Tags: job.body.Tags }),
  };
  const request: TuningRequest = {
    step: "search",
    service: "sagemaker",
    operation: "CreateHyperParameterTuningJob",
    target: targetOf(settings),
    body,
  };
  const told = [...checkTrials(job, input), ...space.diagnostics];
  return conclude(
    { request, body: job.body, origins: originsOf(body, job, input), diagnostics: told },
    input,
    settings,
  );
}

/** Without a command of ours the toolkit starts the launcher; the native launcher is started by it anyway. */
function startParts({ spec }: TuningInput): Part[] {
  if (spec.launch?.kind === "native") return [];
  return [{ origin: "core:launcher", body: { HyperParameters: toolkitStart() } }];
}

/** SageMaker reads the objective from the log, as it does every metric. */
function metricParts({ spec, study }: TuningInput): Part[] {
  const { metric } = study.objective;
  if (metricNames(spec).includes(metric)) return [];
  const MetricDefinitions = [metricDefinition(metric)];
  return [{ origin: "study:objective.metric", body: { AlgorithmSpecification: { MetricDefinitions } } }];
}

type Ranges = Parameters<typeof parameterRanges>[0];

function spaceOf({ study, spec }: TuningInput): {
  readonly ranges: Ranges;
  readonly diagnostics: readonly Diagnostic[];
} {
  const space = Object.entries(study.space as Readonly<Record<string, SearchRange>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const found = space.map(([name, range]) => rangeOf(name, range, spec.environment?.transformers));
  return {
    ranges: found.flatMap((range) => ("problem" in range ? [] : [range])),
    diagnostics: found.flatMap((range) => ("problem" in range ? [range.problem] : [])),
  };
}

/** Where each leaf came from: those of a trial from the training job, under another pointer. */
function originsOf(body: TuningRequest["body"], job: Draft, { study }: TuningInput): Record<string, string> {
  const own: Readonly<Record<string, string>> = {
    HyperParameterTuningJobObjective: "study:objective",
    ResourceLimits: "study:trials",
    ParameterRanges: "study:space",
    Strategy: study.search === undefined ? "default" : "study:search",
  };
  const originOf = (pointer: string): string => {
    const [, member = "", inner = "", leaf = ""] = pointer.split("/");
    if (member === "HyperParameterTuningJobName") return "spec:name";
    if (leaf === "MaxParallelTrainingJobs") return study.parallel === undefined ? "default" : "study:parallel";
    if (member === "HyperParameterTuningJobConfig") return own[inner] ?? "default";
    const inJob = pointer.replace("/TrainingJobDefinition", "").replace("/StaticHyperParameters", "/HyperParameters");
    return job.origins[inJob] ?? "default";
  };
  return Object.fromEntries(leavesOf(body).map(({ pointer }) => [pointer, originOf(pointer)]));
}
