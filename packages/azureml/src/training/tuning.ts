import type { Diagnostic, SearchRange, Translation, TuningInput } from "@switchyard/core";
import type { AzureMLRequest, CommandJob, SweepJob, Trial } from "../native-types.ts";
import { atNativeFields, isMembers, leavesOf } from "@switchyard/core/platform";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { modelOutput } from "./container.ts";
import { draft, type Draft } from "./draft.ts";
import { checkSampling, distributionOf, samplingOf, type Distribution } from "./search-space.ts";
import { conclude } from "./translate.ts";

/**
 * A search as Azure's sweep job: the command job is its trial, and the values of each trial reach the launcher as
 * arguments of its own, `--NAME=VALUE`.
 */
export function translateTuning(input: TuningInput, settings: ResolvedSettings): Translation<AzureMLRequest> {
  const drafts = draft(input, settings);
  const { space, diagnostics } = spaceOf(input);
  const sampling = samplingOf(
    input.study,
    Object.values(space).map(([kind]) => kind),
  );
  const told = [
    ...drafts.diagnostics,
    ...problemsAsJob(drafts.job, settings),
    ...diagnostics,
    ...checkSampling(sampling, space),
    ...checkMetric(input),
  ];
  const search = { searchSpace: space, samplingAlgorithm: { samplingAlgorithmType: sampling } } as const;
  return conclude({ ...drafts, diagnostics: told }, toSweep(drafts.job, search, input), input, settings);
}

/**
 * What is wrong with native fields of the command job: a sweep has them at other places, and of `limits` the time only, so
 * that the check of what is sent would miss some.
 */
function problemsAsJob({ operation, properties, origins }: Draft, { apiVersion }: ResolvedSettings): Diagnostic[] {
  return atNativeFields(checkRequest(operation, properties, apiVersion), origins).filter(({ path }) =>
    path.startsWith("platforms."),
  );
}

interface Search {
  readonly searchSpace: Readonly<Record<string, Distribution>>;
  readonly samplingAlgorithm: { readonly samplingAlgorithmType: "Bayesian" | "Random" | "Grid" };
}

function spaceOf({ study, spec }: TuningInput): {
  readonly space: Readonly<Record<string, Distribution>>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const ranges = Object.entries(study.space as Readonly<Record<string, SearchRange>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const found = ranges.map(
    ([name, range]) => [name, distributionOf(name, range, spec.environment?.transformers)] as const,
  );
  return {
    space: Object.fromEntries(found.flatMap(([name, kind]) => ("problem" in kind ? [] : [[name, kind]]))),
    diagnostics: found.flatMap(([, kind]) => ("problem" in kind ? [kind.problem] : [])),
  };
}

/** Members of a command job that a sweep has in its trial. */
const trialMembers: readonly string[] = [
  "codeId",
  "command",
  "environmentId",
  "environmentVariables",
  "distribution",
  "resources",
] satisfies readonly (keyof Trial)[];

function toSweep(job: Draft<CommandJob>, search: Search, { study }: TuningInput): Draft<SweepJob> {
  const { jobType: _type, limits, outputs, ...members } = job.properties;
  const inTrial = Object.entries(members).filter(([name]) => trialMembers.includes(name));
  const shared = Object.entries(members).filter(([name]) => !trialMembers.includes(name));
  const trial: Trial = Object.fromEntries(inTrial);
  const command = `${trial.command} ${Object.keys(search.searchSpace).map(argumentOf).join(" ")}`;
  const timeout = limits?.timeout === undefined ? {} : { trialTimeout: limits.timeout };
  const own = {
    jobType: "Sweep",
    objective: {
      goal: study.objective.goal === "minimize" ? "Minimize" : "Maximize",
      primaryMetric: study.objective.metric,
    },
    limits: {
      jobLimitsType: "Sweep",
      maxTotalTrials: study.trials,
      maxConcurrentTrials: study.parallel ?? 1,
      ...timeout,
    },
    ...search,
  } as const;
  const properties: SweepJob = {
    ...(Object.fromEntries(shared) as SweepJob),
    ...(outputs === undefined ? {} : { outputs: isMembers(outputs) ? perTrial(outputs) : outputs }),
    ...own,
    trial: { ...trial, command },
  };
  return { ...job, properties, origins: originsOf(properties, job.origins, study.search !== undefined) };
}

/** Azure fills in the values of a trial. */
const argumentOf = (name: string): string => `--${name}="\${{search_space.${name}}}"`;

/** Trials share the sweep's outputs, so each writes below its own name, which Azure fills in. */
function perTrial(outputs: NonNullable<CommandJob["outputs"]>): NonNullable<CommandJob["outputs"]> {
  const model = outputs[modelOutput];
  if (model === undefined || typeof model.uri !== "string") return outputs;
  return { ...outputs, [modelOutput]: { ...model, uri: `${model.uri.replace(/\/+$/, "")}/\${{name}}/` } };
}

/** Where the members of the sweep came from: most from the command job, under another pointer. */
function originsOf(
  properties: SweepJob,
  of: Readonly<Record<string, string>>,
  chosen: boolean,
): Record<string, string> {
  const own: Readonly<Record<string, string>> = {
    objective: "study:objective",
    searchSpace: "study:space",
    samplingAlgorithm: chosen ? "study:search" : "default",
  };
  const limits: Readonly<Record<string, string>> = {
    maxTotalTrials: "study:trials",
    maxConcurrentTrials: "study:parallel",
    trialTimeout: of["/limits/timeout"] ?? "default",
  };
  const originOf = (pointer: string): string => {
    const [, member = "", inner = ""] = pointer.split("/");
    if (member === "trial") return of[pointer.slice("/trial".length)] ?? "default";
    if (member === "limits") return limits[inner] ?? "default";
    if (member === "searchSpace") return `study:space.${inner}`;
    return own[member] ?? of[pointer] ?? "default";
  };
  return Object.fromEntries(leavesOf(properties).map(({ pointer }) => [pointer, originOf(pointer)]));
}

/** Azure sees what is logged to MLflow, and nothing else. */
function checkMetric({ spec, study }: TuningInput): Diagnostic[] {
  const { report_to: given } = (spec.args ?? {}) as { readonly report_to?: string | readonly string[] };
  const isVersion4 = spec.environment?.transformers?.split(".")[0] === "4";
  const trackers = typeof given === "string" ? [given] : (given ?? (isVersion4 ? ["all"] : []));
  if (trackers.some((tracker) => tracker === "mlflow" || tracker === "all")) return [];
  return [
    {
      severity: "warning",
      code: "unseen-metric",
      path: "args.report_to",
      message: `Azure reads ${JSON.stringify(study.objective.metric)} from MLflow, to which this Trainer does not report.`,
      fix: 'Set `args.report_to: "mlflow"`.',
    },
  ];
}
