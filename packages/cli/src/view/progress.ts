import type { JobEvent, JobState, StateReason } from "@switchyard/core";

interface Sample {
  readonly step: number;
  /** Milliseconds since the epoch, by the job's own clock. */
  readonly time: number;
}

/** What a person wants to know of a job at one glance. */
export interface Progress {
  readonly state?: JobState;
  readonly reason?: StateReason;
  readonly message?: string;
  /** Milliseconds since the epoch: the first event. */
  readonly began?: number;
  /** The first step of this run and the newest: their distance tells the speed. */
  readonly first?: Sample;
  readonly newest?: Sample;
  readonly of?: number;
  /** The last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
}

export const noProgress: Progress = { metrics: {} };

/** What is known after one more event. */
export function advance(progress: Progress, event: JobEvent): Progress {
  const time = Date.parse(event.time);
  const began = progress.began ?? time;
  if (event.type === "log" || event.type === "warning")
    return progress.began === began ? progress : { ...progress, began };
  if (event.type === "state") {
    const { reason: _before, message: _said, ...rest } = progress;
    return { ...rest, began, ...stateOf(event.snapshot) };
  }
  const sample = event.step === undefined ? {} : sampled(progress, { step: event.step, time });
  if (event.type === "progress") return { ...progress, began, ...sample, of: event.of };
  return { ...progress, began, ...sample, metrics: { ...progress.metrics, ...event.values } };
}

/** Seconds until the last step, by the speed so far. */
export function secondsLeft({ first, newest, of }: Progress): number | undefined {
  if (first === undefined || newest === undefined || of === undefined) return undefined;
  const steps = newest.step - first.step;
  const seconds = (newest.time - first.time) / 1000;
  if (steps <= 0 || seconds <= 0 || newest.step >= of) return undefined;
  return ((of - newest.step) * seconds) / steps;
}

function stateOf(snapshot: (JobEvent & { type: "state" })["snapshot"]): Pick<Progress, "state" | "reason" | "message"> {
  const { state, reason, message } = snapshot;
  return { state, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
}

/** A step below the newest means that the job began again, from a checkpoint: so does the measuring. */
function sampled(progress: Progress, sample: Sample): Pick<Progress, "first" | "newest"> {
  const isRestart = progress.newest !== undefined && sample.step < progress.newest.step;
  const first = isRestart ? sample : (progress.first ?? sample);
  return { first, newest: sample };
}
