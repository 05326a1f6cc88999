import type { TranslationInput } from "@switchyard/core";
import type { Fragment, Part } from "../fragment.ts";

/** What every Trainer logs, besides what the spec names. Source: transformers' Trainer, both dialects. */
const logged: readonly string[] = [
  "loss",
  "grad_norm",
  "learning_rate",
  "epoch",
  "eval_loss",
  "train_loss",
  "train_samples_per_second",
];

/** A metric for CloudWatch, read from the log. */
export interface MetricDefinition {
  readonly Name: string;
  readonly Regex: string;
}

/**
 * How SageMaker finds a metric in what the Trainer prints: `{'loss': 3.5594, …}` in transformers 4, and with quoted values
 * `{'loss': '3.552', …}` in 5.
 */
export function metricDefinition(name: string): MetricDefinition {
  return { Name: name, Regex: `'${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}': '?([0-9.eE+-]+)` };
}

/** The definitions of what every Trainer logs. */
export const loggedMetrics: readonly MetricDefinition[] = logged.map(metricDefinition);

/** The metric by which the Trainer chooses its best model, unless it is one of those that every Trainer logs. */
function bestMetric({ args }: TranslationInput["spec"]): string | undefined {
  const { metric_for_best_model: best } = (args ?? {}) as { readonly metric_for_best_model?: unknown };
  if (typeof best !== "string" || best === "") return undefined;
  const name = best.startsWith("eval_") ? best : `eval_${best}`;
  return logged.includes(name) ? undefined : name;
}

/** The metrics that a plan defines by itself. */
export function metricNames(spec: TranslationInput["spec"]): string[] {
  const best = bestMetric(spec);
  return best === undefined ? [...logged] : [...logged, best];
}

/** Metrics of the Trainer in CloudWatch, as a time series. */
export function metricsRule({ spec }: TranslationInput): Fragment {
  const best = bestMetric(spec);
  const series = { MetricDefinitions: [...loggedMetrics], EnableSageMakerMetricsTimeSeries: true };
  const parts: Part[] = [{ origin: "default", body: { AlgorithmSpecification: series } }];
  if (best !== undefined) {
    const own = { MetricDefinitions: [metricDefinition(best)] };
    parts.push({ origin: "spec:args.metric_for_best_model", body: { AlgorithmSpecification: own } });
  }
  return { parts };
}
