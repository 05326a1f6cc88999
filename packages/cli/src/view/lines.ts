import type { JobEvent } from "@switchyard/core";
import { formatDuration, formatNumber } from "./numbers.ts";
import { secondsLeft, type Progress } from "./progress.ts";
import type { Style } from "./style.ts";

/** `sagemaker://us-east-1/training-job/bert-1` → `bert-1`. */
export function shortName(uri: string): string {
  return uri.split("/").findLast((part) => part !== "") ?? uri;
}

/**
 * The one line that is rewritten in place: name, state, step, loss, other metrics, time left, time so far. What the
 * platform says of the state comes last, where a narrow terminal may cut it.
 */
export function liveLine(name: string, progress: Progress, now: number): string {
  const { newest, of, metrics } = progress;
  const left = secondsLeft(progress);
  const rest = Object.entries(metrics).filter(([key]) => key.startsWith("eval_") && !/runtime|per_second/.test(key));
  const parts = [
    name,
    stateWord(progress),
    newest === undefined ? "" : formatStep(newest.step, of),
    metrics["loss"] === undefined ? "" : `loss ${formatNumber(metrics["loss"])}`,
    ...rest.slice(0, 2).map(([key, value]) => `${key} ${formatNumber(value)}`),
    left === undefined ? "" : `ETA ${formatDuration(left)}`,
    progress.began === undefined ? "" : formatDuration((now - progress.began) / 1000),
    newest === undefined ? firstLine(progress.message) : "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** What an event is as a line of its own, in a pipe; progress alone is none. */
export function plainLine(event: JobEvent, progress: Progress, style: Style): string | undefined {
  if (event.type === "log") return logLine(event, style);
  if (event.type === "state") return style.line(describeState(progress));
  if (event.type === "progress") return undefined;
  if (event.type === "warning") return warningLine(event, style);
  const values = Object.entries(event.values).map(([name, value]) => `${name} ${formatNumber(value)}`);
  const step = event.step === undefined ? [] : [formatStep(event.step, progress.of)];
  return style.line([...step, ...values].join(" "));
}

/** The script's own line; those of further nodes begin with the node's number. */
export function logLine(event: JobEvent & { readonly type: "log" }, style: Style): string {
  const line = style.line(event.line);
  return event.node === 0 ? line : `[${event.node}] ${line}`;
}

/** A warning about the job, in the form that a plan's warnings have. */
export function warningLine(event: JobEvent & { readonly type: "warning" }, style: Style): string {
  return `${style.yellow("warning:")} ${style.line(`${event.message} ${event.fix}`)}`;
}

function formatStep(step: number, of: number | undefined): string {
  return of === undefined ? `step ${step}` : `step ${step}/${of}`;
}

function describeState(progress: Progress): string {
  return [stateWord(progress), firstLine(progress.message)].filter((part) => part !== "").join(" ");
}

function stateWord({ state, reason }: Progress): string {
  if (state === undefined) return "waiting";
  return reason === undefined ? state : `${state} (${reason})`;
}

/** A platform's message may hold a whole traceback. */
function firstLine(text = ""): string {
  return text.split("\n", 1)[0] ?? "";
}
