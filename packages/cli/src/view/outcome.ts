import { SwitchyardError, type JobSnapshot, type TrainedModel } from "@switchyard/core";
import { describeLegs } from "./legs.ts";
import { formatDuration, formatNumber } from "./numbers.ts";
import type { Progress } from "./progress.ts";
import type { Style } from "./style.ts";

/** How following a job ended: with a model, or with the reason why there is none. */
export type Outcome = { readonly uri: string; readonly snapshot?: JobSnapshot } & (
  | { readonly model: TrainedModel }
  | { readonly error: unknown }
);

const states: Readonly<Record<string, string>> = {
  "job-failed": "failed",
  "job-cancelled": "cancelled",
  preempted: "failed",
  capacity: "failed",
  budget: "failed",
};

/** The last words about a job: result, time, bill, metrics, artifact, URI. */
export function summarize(outcome: Outcome, progress: Progress, style: Style): string {
  const artifact = "model" in outcome ? (outcome.model.artifact ?? outcome.snapshot?.artifact) : undefined;
  const metrics = "model" in outcome ? outcome.model.metrics : progress.metrics;
  const rows = [
    ...Object.entries(metrics).map(([name, value]) => [name, formatNumber(value)]),
    ...(artifact === undefined ? [] : [["artifact", artifact]]),
    ["job", outcome.uri],
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  const body = rows.map(([name = "", value = ""]) => style.line(`  ${name.padEnd(width)}  ${value}`));
  const legs = outcome.snapshot === undefined ? [] : describeLegs(outcome.snapshot);
  return [headline(outcome, style), ...body, ...legs.map((leg) => style.line(`  ${leg}`))].join("\n");
}

function headline(outcome: Outcome, style: Style): string {
  const { snapshot } = outcome;
  const state = "model" in outcome ? "succeeded" : (snapshot?.state ?? stateOf(outcome.error));
  const times = [
    elapsed(snapshot),
    snapshot?.billableSeconds === undefined ? "" : `${snapshot.billableSeconds} s billed`,
  ];
  const detail = times.filter((part) => part !== "").join(", ");
  const painted = (state === "succeeded" ? style.green : style.red)(style.bold(state));
  return detail === "" ? painted : `${painted}  ${detail}`;
}

function elapsed(snapshot: JobSnapshot | undefined): string {
  const first = snapshot?.history[0];
  if (snapshot === undefined || first === undefined) return "";
  return `after ${formatDuration((Date.parse(snapshot.time) - Date.parse(first.time)) / 1000)}`;
}

function stateOf(error: unknown): string {
  return (SwitchyardError.is(error) ? states[error.code] : undefined) ?? "not followed to its end";
}
