import type { InnerCall } from "../call/bounded.ts";
import type { LogLine, TrainingDriver } from "../contract/driver.ts";
import type { JobSnapshot, StateReason, TrainedModel } from "../contract/job.ts";
import { JobFailedError } from "../errors/job-failed-error.ts";
import { SwitchyardError, type ErrorCode } from "../errors/switchyard-error.ts";
import { firstFailure, readEnds, reportOfFirst, wasInterrupted } from "./ends.ts";
import { readLauncherLine, type EndReport } from "./launcher-lines.ts";
import { readTrainerLine } from "./trainer-lines.ts";

const tailLength = 50;

/** What a job that is over came to: a model, or an error that says why not. */
export async function outcome(
  platform: string,
  driver: TrainingDriver,
  snapshot: JobSnapshot,
  call: InnerCall,
): Promise<TrainedModel> {
  const { lines, reports } = await readEnds(driver, snapshot, call);
  if (snapshot.state === "succeeded") return trainedModel(snapshot, reports, lines);
  const isFailed = snapshot.state === "failed" && (snapshot.reason === undefined || snapshot.reason === "error");
  if (isFailed && wasInterrupted(reports))
    throw new SwitchyardError(
      "preempted",
      "The job was asked to end before its training was complete. Started again, it goes on from its newest checkpoint.",
      { platform },
    );
  if (isFailed) throw failure(snapshot, reports, lines);
  const [code, sentence] = endings[snapshot.state === "cancelled" ? "user" : (snapshot.reason ?? "error")];
  throw new SwitchyardError(code, `${sentence}${snapshot.message === undefined ? "" : ` ${snapshot.message}`}`, {
    platform,
  });
}

const endings: Readonly<Record<StateReason, readonly [ErrorCode, string]>> = {
  error: ["job-failed", "The job failed."],
  user: ["job-cancelled", "The job was cancelled."],
  preempted: ["preempted", "The platform took the job's machines away and did not give it others."],
  timeout: [
    "timeout",
    "The job reached its longest run time (`resources.maxRuntime`) and was stopped by the platform.",
  ],
  capacity: ["capacity", "The platform had no machines for the job."],
  expired: ["timeout", "The job waited for machines longer than it may."],
  paused: ["job-failed", "The job is paused."],
  budget: ["budget", "The job was stopped because it had cost as much as it may."],
};

function trainedModel(snapshot: JobSnapshot, reports: readonly EndReport[], lines: readonly LogLine[]): TrainedModel {
  const reported = reportOfFirst(reports)?.metrics ?? {};
  return {
    job: snapshot.uri,
    ...(snapshot.artifact === undefined ? {} : { artifact: snapshot.artifact }),
    metrics: Object.keys(reported).length > 0 ? reported : scriptMetrics(lines),
    ...(snapshot.identity === undefined ? {} : { lineage: snapshot.identity }),
  };
}

/** The last value of each metric in the script's own lines, as far as the log's tail reaches. */
function scriptMetrics(lines: readonly LogLine[]): Record<string, number> {
  return Object.assign({}, ...lines.map(({ line }) => readTrainerLine(line)?.values)) as Record<string, number>;
}

function failure(snapshot: JobSnapshot, reports: readonly EndReport[], lines: readonly LogLine[]): JobFailedError {
  const report = firstFailure(reports);
  const message = report?.error ?? snapshot.message ?? "The job failed, and the platform gives no reason.";
  return new JobFailedError(message, {
    uri: snapshot.uri,
    logTail: lines
      .filter((line) => readLauncherLine(line.line) === undefined)
      .slice(-tailLength)
      .map((line) => line.line),
    ...(report === undefined ? {} : { node: report.node }),
    ...(report?.rank === undefined ? {} : { rank: report.rank }),
    ...(report?.exitCode === undefined ? {} : { exitCode: report.exitCode }),
    ...(report?.traceback === undefined ? {} : { traceback: report.traceback }),
  });
}
