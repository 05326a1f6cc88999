import type { DescribeTrainingJobResponse, SecondaryStatus, TrainingJobStatus } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { historyOf } from "./history.ts";

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

function job(
  status: string,
  secondary: string,
  words: readonly string[],
  more: Partial<DescribeTrainingJobResponse> = {},
) {
  return {
    TrainingJobStatus: status as TrainingJobStatus,
    SecondaryStatus: secondary as SecondaryStatus,
    SecondaryStatusTransitions: words.map((word, index) => ({ Status: word as SecondaryStatus, StartTime: at(index) })),
    CreationTime: at(0),
    LastModifiedTime: at(100),
    ...more,
  };
}

const shortly = (entries: ReturnType<typeof historyOf>) =>
  entries.map(({ state, reason }) => (reason === undefined ? state : `${state}/${reason}`));

describe("a job's history", () => {
  it.each<[string, Parameters<typeof job>, string[]]>([
    [
      "a job that succeeded",
      ["Completed", "Completed", ["Starting", "Downloading", "Training", "Uploading", "Completed"]],
      ["preparing", "preparing", "running", "running", "succeeded"],
    ],
    ["a job that waits", ["InProgress", "Pending", ["Pending"]], ["queued"]],
    [
      "a job whose script failed",
      ["Failed", "Failed", ["Starting", "Training", "Failed"], { FailureReason: "AlgorithmError: x" }],
      ["preparing", "running", "failed/error"],
    ],
    [
      "a job without machines",
      ["Failed", "Failed", ["Starting", "Failed"], { FailureReason: "CapacityError: Unable to provision" }],
      ["preparing", "failed/capacity"],
    ],
    [
      "a job that was stopped",
      ["Stopped", "Stopped", ["Starting", "Training", "Stopping", "Uploading", "Stopped"]],
      ["preparing", "running", "stopping", "stopping", "cancelled/user"],
    ],
    [
      "a job that ran too long",
      ["Stopped", "MaxRuntimeExceeded", ["Starting", "Training", "Stopping", "MaxRuntimeExceeded"]],
      ["preparing", "running", "stopping", "failed/timeout"],
    ],
    [
      "a spot job that never got its machines",
      ["Stopped", "MaxWaitTimeExceeded", ["Starting", "MaxWaitTimeExceeded"]],
      ["preparing", "failed/expired"],
    ],
    [
      "a spot job that lost its machines and got no others in time",
      [
        "Stopped",
        "MaxWaitTimeExceeded",
        ["Starting", "Training", "Interrupted", "Starting", "Pending", "MaxWaitTimeExceeded"],
      ],
      ["preparing", "running", "preparing/preempted", "preparing", "queued", "failed/preempted"],
    ],
    [
      "a spot job that ran again for too long",
      [
        "Stopped",
        "MaxWaitTimeExceeded",
        ["Training", "Interrupted", "Starting", "Training", "Stopping", "MaxWaitTimeExceeded"],
      ],
      ["running", "preparing/preempted", "preparing", "running", "stopping", "failed/timeout"],
    ],
    [
      "a spot job that lost its machines and runs again",
      ["InProgress", "Training", ["Starting", "Training", "Interrupted", "Starting", "Training"]],
      ["preparing", "running", "preparing/preempted", "preparing", "running"],
    ],
    ["a job that is being deleted", ["Deleting", "Completed", ["Starting", "Completed"]], ["preparing", "unknown"]],
    [
      "a status from the future",
      ["Hibernating", "Napping", ["Starting", "Napping"]],
      ["preparing", "unknown", "unknown"],
    ],
    [
      "a secondary status from the future",
      ["InProgress", "Napping", ["Starting", "Napping"]],
      ["preparing", "unknown"],
    ],
    [
      "a secondary status named like something every object has",
      ["InProgress", "constructor", ["constructor"]],
      ["unknown"],
    ],
    ["a job without transitions yet", ["InProgress", "Starting", []], ["preparing"]],
    [
      "an end that is not in the transitions yet",
      ["Failed", "Failed", ["Starting", "Training"]],
      ["preparing", "running", "failed/error"],
    ],
    [
      "a transition to an end that the status does not show yet",
      ["InProgress", "Completed", ["Starting", "Training", "Completed"]],
      ["preparing", "running"],
    ],
  ])("of %s", (_name, description, expected) => {
    expect(shortly(historyOf(job(...description)))).toEqual(expected);
  });

  it.each([
    ["Completed", "Completed", ["Starting", "Downloading", "Training", "Uploading", "Completed"]],
    ["Failed", "Failed", ["Starting", "Downloading", "Training", "Failed"]],
    ["Stopped", "Stopped", ["Starting", "Training", "Stopping", "Uploading", "Stopped"]],
    ["Stopped", "MaxRuntimeExceeded", ["Starting", "Training", "Stopping", "MaxRuntimeExceeded"]],
  ])("only ever grows, on the way to %s/%s", (status, secondary, words) => {
    const looks = words.map((word, index) => {
      const last = index === words.length - 1;
      const stopping = words.indexOf("Stopping");
      const now = last ? status : stopping !== -1 && index >= stopping ? "Stopping" : "InProgress";
      return historyOf(job(now, last ? secondary : word, words.slice(0, index + 1)));
    });
    const before = historyOf(job("InProgress", secondary, words));
    for (const [index, look] of looks.entries()) {
      const states = shortly(look);
      for (const later of looks.slice(index)) expect(shortly(later).slice(0, states.length)).toEqual(states);
    }
    expect(shortly(looks.at(-1) ?? before).slice(0, before.length)).toEqual(shortly(before));
  });

  it("keeps the vendor's words, times and reason", () => {
    const history = historyOf(
      job("Failed", "Failed", ["Starting", "Failed"], { FailureReason: "AlgorithmError: exit code 1" }),
    );
    expect(history.at(-1)).toEqual({
      state: "failed",
      reason: "error",
      nativeState: "Failed",
      message: "AlgorithmError: exit code 1",
      time: "2023-11-14T22:13:21.000Z",
    });
  });
});
