import type { Diagnostic, SearchRange, Translation, TuningInput } from "@switchyard/core";
import type { HyperparameterTuningJob, StudySpecParameterSpec } from "../native-types.gen.ts";
import type { TuningRequest } from "../native-types.ts";
import { atNativeFields, leavesOf } from "@switchyard/core/platform";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { targetOf } from "../uri.ts";
import { draft, type Draft } from "./draft.ts";
import { parameterOf } from "./search-space.ts";
import { conclude } from "./translate.ts";

/** Vertex AI searches by Bayesian optimisation where nothing is said. */
const algorithms = { bayesian: undefined, random: "RANDOM_SEARCH", grid: "GRID_SEARCH" } as const;

/**
 * A search as Vertex AI's hyperparameter tuning job: the training job is its trial. Vertex AI appends the values of a
 * trial to the container's arguments as `--NAME=VALUE`, and the container hands them to the launcher.
 */
export function translateTuning(input: TuningInput, settings: ResolvedSettings): Translation<TuningRequest> {
  const job = draft(input, settings);
  const space = spaceOf(input);
  const { objective, search = "bayesian", trials, parallel = 1 } = input.study;
  const algorithm = algorithms[search];
  const { jobSpec, ...shared } = job.body;
  const body: HyperparameterTuningJob = {
    ...shared,
    maxTrialCount: trials,
    parallelTrialCount: parallel,
    studySpec: {
      metrics: [{ metricId: objective.metric, goal: objective.goal === "minimize" ? "MINIMIZE" : "MAXIMIZE" }],
      parameters: space.parameters,
      ...(algorithm === undefined ? {} : { algorithm }),
    },
    trialJobSpec: jobSpec,
  };
  const request: TuningRequest = {
    step: "search",
    service: "vertex",
    operation: "projects.locations.hyperparameterTuningJobs.create",
    target: targetOf("hyperparameterTuningJobs", settings),
    body: body as TuningRequest["body"],
  };
  const diagnostics = [
    ...job.diagnostics,
    ...unknownMembers(job),
    ...space.diagnostics,
    unseenMetric(objective.metric),
  ];
  return conclude({ request, body: job.body, origins: originsOf(body, job, input), diagnostics }, input, settings);
}

/** A search has other members, among which the nearest would be sought: what a job lacks is told as of a job. */
function unknownMembers({ body, origins }: Draft): readonly Diagnostic[] {
  const found = atNativeFields(checkRequest("projects.locations.customJobs.create", body), origins);
  return found.filter(({ code, path }) => code === "native-unknown" && path.startsWith("platforms."));
}

function spaceOf({ study, spec }: TuningInput): {
  readonly parameters: readonly StudySpecParameterSpec[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const ranges = Object.entries(study.space as Readonly<Record<string, SearchRange>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const found = ranges.map(([name, range]) => parameterOf(name, range, spec.environment?.transformers));
  return {
    parameters: found.flatMap((parameter) => ("problem" in parameter ? [] : [parameter])),
    diagnostics: found.flatMap((parameter) => ("problem" in parameter ? [parameter.problem] : [])),
  };
}

/** Where the members of the search came from: most from the training job, under another pointer. */
function originsOf(body: HyperparameterTuningJob, job: Draft, { study }: TuningInput): Record<string, string> {
  const own: Readonly<Record<string, string>> = {
    maxTrialCount: "study:trials",
    parallelTrialCount: study.parallel === undefined ? "default" : "study:parallel",
  };
  const originOf = (pointer: string): string => {
    const [, member = "", inner, index = ""] = pointer.split("/");
    if (member === "trialJobSpec") return job.origins[pointer.replace("/trialJobSpec", "/jobSpec")] ?? "default";
    if (member !== "studySpec") return own[member] ?? job.origins[pointer] ?? "default";
    if (inner === "metrics") return "study:objective";
    if (inner === "algorithm") return "study:search";
    return `study:space.${body.studySpec.parameters[Number(index)]?.parameterId ?? ""}`;
  };
  return Object.fromEntries(leavesOf(body).map(({ pointer }) => [pointer, originOf(pointer)]));
}

/** Vertex AI reads a trial's metric from the file that `cloudml-hypertune` writes, and from nowhere else. */
function unseenMetric(metric: string): Diagnostic {
  return {
    severity: "warning",
    code: "unseen-metric",
    path: "study.objective.metric",
    message: `Vertex AI learns ${JSON.stringify(metric)} only from the package cloudml-hypertune, and no Trainer writes to it by itself.`,
    fix: `Add cloudml-hypertune to your requirements, and let the script call HyperTune().report_hyperparameter_tuning_metric(${JSON.stringify(metric)}, …) after each evaluation.`,
  };
}
