import { sleep, type InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { LogLine, TrainingDriver } from "../contract/driver.ts";
import type { JobSnapshot } from "../contract/job.ts";
import { readLauncherLine, type EndReport, type LauncherEvent } from "./launcher-lines.ts";

/** Times that a log without the launcher's last line is looked at again, because logs lag behind states. */
const tailTries = 5;

/** What the ends of a job's logs tell. */
export interface JobEnds {
  readonly lines: readonly LogLine[];
  /** What the launchers said last, as far as they did. */
  readonly reports: readonly EndReport[];
  /** The furthest step that is spoken of. */
  readonly steps?: number;
}

/** The newest word of node 0, since a job may have been started again. It knows best how the training ended, since rank 0 runs there; the others' word counts for failures. */
export function wasInterrupted(reports: readonly EndReport[]): boolean {
  return firstFailure(reports) === undefined && reportOfFirst(reports)?.verdict === "interrupted";
}

export function reportOfFirst(reports: readonly EndReport[]): EndReport | undefined {
  return reports.findLast((report) => report.node === 0);
}

/** Errors that a rank meets because another one went away. */
const consequence =
  /Connection (?:closed|reset) by peer|DistBackendError|ProcessGroup|Broken pipe|SIGTERM|^Node \d+ ended before this one/;

/** The earliest failure that is not the consequence of another node's. */
export function firstFailure(reports: readonly EndReport[]): EndReport | undefined {
  const failed = reports
    .filter((report) => report.verdict === "failed" || report.verdict === "refused")
    .sort((a, b) => a.time - b.time);
  return failed.find((report) => !consequence.test(report.error ?? "")) ?? failed[0];
}

/** Reads the end of each log of a job that is over. */
export async function readEnds(driver: TrainingDriver, snapshot: JobSnapshot, call: InnerCall): Promise<JobEnds> {
  for (let tries = 1; ; tries += 1) {
    const streams = await retry(call, (inner) => driver.logs.streams(snapshot.uri, inner));
    const tails = await Promise.all(
      streams.map((stream) => retry(call, (inner) => driver.logs.tail(snapshot.uri, stream.id, inner))),
    );
    const lines = tails.flat().sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    const said = lines.flatMap(({ line }) => readLauncherLine(line) ?? []);
    const reports = said.flatMap((event) => (event.event === "end" ? [event] : []));
    const nodes = new Set(streams.map((stream) => stream.node)).size;
    const ran = snapshot.history.some((transition) => transition.state === "running");
    if (reports.length >= Math.max(nodes, 1) || !ran || tries >= tailTries)
      return { lines, reports, ...furthest(said) };
    await sleep(driver.pollInterval, call.signal);
  }
}

function furthest(said: readonly LauncherEvent[]): Pick<JobEnds, "steps"> {
  const steps = said.flatMap((event) => ("step" in event ? (event.step ?? []) : []));
  return steps.length === 0 ? {} : { steps: Math.max(...steps) };
}
