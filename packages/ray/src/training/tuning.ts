import type { Diagnostic, SearchRange, Translation, TuningInput } from "@switchyard/core";
import type { RayRequest } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import type { Fragment } from "./fragment.ts";
import { algorithmOf, checkGrid, distributionOf, type Distribution } from "./search-space.ts";
import { applyRules, conclude } from "./translate.ts";

/** What the driver reads from `SWITCHYARD_RAY_STUDY`: a search in Ray Tune's words. */
interface NativeStudy {
  readonly metric: string;
  readonly mode: "min" | "max";
  readonly search: "random" | "grid" | "optuna";
  /** Samples of the space; of a grid, how often it is run. */
  readonly num_samples: number;
  readonly max_concurrent_trials: number;
  readonly space: Readonly<Record<string, Distribution>>;
}

/**
 * A search by Ray Tune, in the same job: the driver runs one trainer for each trial, whose values reach the launch file's
 * arguments as `--NAME=VALUE`.
 */
export function translateTuning(input: TuningInput, settings: ResolvedSettings): Translation<RayRequest> {
  const values = { SWITCHYARD_RAY_STUDY: JSON.stringify(nativeStudy(input)) };
  const study: Fragment = { variables: [{ origin: "study", values }], diagnostics: checkStudy(input, settings) };
  return conclude([...applyRules(input, settings), study], input, settings);
}

function nativeStudy({ study, spec }: TuningInput): NativeStudy {
  const search = algorithmOf(study);
  const ranges = Object.entries(study.space as Readonly<Record<string, SearchRange>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return {
    metric: study.objective.metric,
    mode: study.objective.goal === "minimize" ? "min" : "max",
    search,
    num_samples: search === "grid" ? 1 : study.trials,
    max_concurrent_trials: study.parallel ?? 1,
    space: Object.fromEntries(
      ranges.map(([name, range]) => [name, distributionOf(name, range, search, spec.environment?.transformers)]),
    ),
  };
}

function checkStudy({ study, spec }: TuningInput, { train }: ResolvedSettings): Diagnostic[] {
  const { eval_strategy: evaluates } = (spec.args ?? {}) as { readonly eval_strategy?: unknown };
  const { metric } = study.objective;
  const isUnseen = metric.startsWith("eval_") && (evaluates === undefined || evaluates === "no");
  return [
    ...(train === "launcher" ? [launcherOnly()] : []),
    ...(study.search === "grid" ? checkGrid(study) : []),
    ...(study.search === "bayesian" ? [needsOptuna()] : []),
    ...(isUnseen ? [unseenMetric(metric)] : []),
  ];
}

function launcherOnly(): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: "settings.train",
    message: "The plain launcher runs one training; a search needs Ray Train under Ray Tune.",
    fix: 'Use the setting `train: "torchtrainer"`.',
  };
}

function needsOptuna(): Diagnostic {
  return {
    severity: "warning",
    code: "needs-package",
    path: "study.search",
    message: "Ray Tune's Bayesian search is Optuna's, and the job fails where the package optuna is missing.",
    fix: 'Name optuna in `environment.requirements`, or use `search: "random"`.',
  };
}

function unseenMetric(metric: string): Diagnostic {
  return {
    severity: "warning",
    code: "unseen-metric",
    path: "args.eval_strategy",
    message: `The Trainer logs ${JSON.stringify(metric)} when it evaluates, and \`eval_strategy\` says that it does not.`,
    fix: 'Set `args.eval_strategy: "epoch"`, or evaluate in the script.',
  };
}
