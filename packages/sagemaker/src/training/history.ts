import type { DescribeTrainingJobResponse } from "@aws-sdk/client-sagemaker";
import type { JobTransition, StateReason } from "@switchyard/core";
import { isFinal, meanings } from "./states.ts";

type Description = Pick<
  DescribeTrainingJobResponse,
  | "TrainingJobStatus"
  | "SecondaryStatus"
  | "SecondaryStatusTransitions"
  | "FailureReason"
  | "CreationTime"
  | "TrainingEndTime"
  | "LastModifiedTime"
>;

/**
 * A job's history, oldest first; its last entry is where the job is. Looking again adds entries and keeps those before:
 * the transitions on the way keep their meaning, and the end is an entry of its own, made of the job's final status.
 */
export function historyOf(job: Description): [JobTransition, ...JobTransition[]] {
  const onTheWay = transitionsOf(job);
  const end = endOf(job);
  const [first, ...rest] = end === undefined ? onTheWay : [...onTheWay, end];
  if (first !== undefined) return [first, ...rest];
  const { SecondaryStatus: secondary = "Starting" } = job;
  return [entry(isFinal(secondary) ? "Starting" : secondary, job.CreationTime, undefined)];
}

function transitionsOf({ SecondaryStatusTransitions = [] }: Description): JobTransition[] {
  let stopping = false;
  return SecondaryStatusTransitions.filter(({ Status }) => !isFinal(Status)).map(
    ({ Status = "", StartTime, StatusMessage }) => {
      stopping ||= Status === "Stopping";
      const transition = entry(Status, StartTime, StatusMessage);
      return stopping && transition.state === "running" ? { ...transition, state: "stopping" } : transition;
    },
  );
}

const endings: ReadonlySet<string> = new Set(["Completed", "Failed", "Stopped"]);

/** The job's end; also what a status that is new to us is taken for: unknown, and so never an end. */
function endOf(job: Description): JobTransition | undefined {
  const { TrainingJobStatus: status = "", SecondaryStatus: secondary = "", FailureReason: failure } = job;
  if (status === "InProgress" || status === "Stopping") return undefined;
  const last = job.SecondaryStatusTransitions?.at(-1);
  const final = isFinal(last?.Status) ? last : undefined;
  const time = final?.StartTime ?? job.TrainingEndTime ?? job.LastModifiedTime ?? job.CreationTime;
  if (!endings.has(status)) return entry(status, time, undefined);
  // A job that ran too long is Stopped as well; only the secondary status says so.
  const word = status === "Stopped" && isFinal(secondary) ? secondary : status;
  const transition = entry(word, time, failure ?? final?.StatusMessage);
  if (word === "MaxWaitTimeExceeded") return { ...transition, reason: reasonOfWait(job) };
  const lacksCapacity = status === "Failed" && failure?.includes("CapacityError") === true;
  return lacksCapacity ? { ...transition, reason: "capacity" } : transition;
}

/** A spot job's longest wait counts its run, too: what it did last says what it waited for. */
function reasonOfWait({ SecondaryStatusTransitions = [] }: Description): StateReason {
  const words = SecondaryStatusTransitions.map(({ Status }) => Status);
  const ran = words.lastIndexOf("Training");
  if (ran === -1) return "expired";
  return words.lastIndexOf("Interrupted") > ran ? "preempted" : "timeout";
}

function entry(nativeState: string, time: Date | undefined, message: string | undefined): JobTransition {
  const meaning = Object.hasOwn(meanings, nativeState) ? meanings[nativeState] : undefined;
  return {
    ...(meaning ?? { state: "unknown" }),
    nativeState,
    ...(message === undefined || message === "" ? {} : { message }),
    time: (time ?? new Date(0)).toISOString(),
  };
}
