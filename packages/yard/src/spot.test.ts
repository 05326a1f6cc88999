import { afterEach, expect, it } from "vitest";

import { hasEnded, hasSaid, readLogs, waitFor } from "../testing/clients.ts";
import { openYard, type OpenYard, patience } from "../testing/open-yard.ts";
import { ended, openRay } from "../testing/ray-client.ts";
import type { YardOptions } from "./index.ts";

let open: OpenYard | undefined;

afterEach(() => open?.yard.close());

const spot = {
  EnableManagedSpotTraining: true,
  StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 },
  CheckpointConfig: { S3Uri: "s3://bucket/kept" },
};

/** Counts its starts in its checkpoints, and ends well in the third of them. */
const thirdTime = [
  "trap 'echo asked to end; exit 75' TERM",
  "touch /opt/ml/checkpoints/start-$(ls /opt/ml/checkpoints | wc -l)",
  "started=$(ls /opt/ml/checkpoints | wc -l)",
  "echo start $started",
  "test $started -gt 2 && exit 0",
  "while :; do sleep 0.02; done",
].join("; ");

async function openWith(options: YardOptions): Promise<OpenYard> {
  open = await openYard({ stopGrace: 300, ...options });
  return open;
}

it("takes a spot job's instances away and starts it again, from its checkpoints, under one name", async () => {
  const { yard, clients, create } = await openWith({});
  await create("spot", ["sh", "-c", thirdTime], spot);
  for (const line of ["start 1", "start 2"]) {
    await hasSaid(clients, "spot", line);
    expect(yard.preempt("spot")).toBe(true);
  }
  const job = await waitFor(clients, "spot", hasEnded);
  expect([job.TrainingJobStatus, job.FailureReason]).toEqual(["Completed", undefined]);
  const again = ["Starting", "Downloading", "Training"];
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
    ...[...again, "Interrupted", ...again, "Interrupted", ...again],
    "Uploading",
    "Completed",
  ]);
  const lines = ["start 1", "asked to end", "start 2", "asked to end", "start 3"];
  expect((await readLogs(clients, "spot"))["algo-1"]).toEqual(lines);
});

it("takes them away by a seed, or by a job's name", async () => {
  const { clients, create } = await openWith({ faults: { preempt: ["named"], preemptAfter: [1, 5] } });
  await create("named", ["sleep", "0.2"], spot);
  const { SecondaryStatusTransitions: seen = [] } = await waitFor(clients, "named", hasEnded);
  expect(seen.filter(({ Status }) => Status === "Interrupted")).toHaveLength(1);
  expect(seen.at(-1)?.Status).toBe("Completed");
});

it("takes no instances of a job on demand", async () => {
  const { yard, clients, create } = await openWith({ faults: { preempt: 1, preemptAfter: [1, 5] } });
  await create("on-demand", ["sleep", "0.2"]);
  await waitFor(clients, "on-demand", ({ SecondaryStatus }) => SecondaryStatus === "Training");
  expect(yard.preempt("on-demand")).toBe(false);
  expect((await waitFor(clients, "on-demand", hasEnded)).TrainingJobStatus).toBe("Completed");
});

it("bills a spot job less than it trained, and an interruption not at all", async () => {
  const { yard, clients, create } = await openWith({ timing: { interrupted: 1_500 } });
  await create(
    "cheap",
    [
      "sh",
      "-c",
      "test -e /opt/ml/checkpoints/kept || { touch /opt/ml/checkpoints/kept; echo ready; sleep 60; }; sleep 1.1",
    ],
    spot,
  );
  await hasSaid(clients, "cheap", "ready");
  expect(yard.preempt("cheap")).toBe(true);
  const {
    TrainingTimeInSeconds: training = 0,
    BillableTimeInSeconds: billable = 0,
    ...job
  } = await waitFor(clients, "cheap", hasEnded);
  const wall = (job.TrainingEndTime?.getTime() ?? 0) - (job.TrainingStartTime?.getTime() ?? 0);
  expect(training * 1000).toBeLessThan(wall);
  expect([training >= 2, billable < training]).toEqual([true, true]);
});

it("stops a spot job that was without instances for too long", async () => {
  const faults = { preempt: ["waits"], preemptAfter: [1, 5] } as const;
  const { yard, clients, create } = await openWith({ faults, timing: { interrupted: 60_000 } });
  const limits = { MaxRuntimeInSeconds: 2, MaxWaitTimeInSeconds: 2 };
  await create("waits", ["sleep", "60"], { ...spot, StoppingCondition: limits });
  await waitFor(clients, "waits", ({ SecondaryStatus }) => SecondaryStatus === "Interrupted");
  expect([yard.preempt("waits"), yard.preempt("nobody")]).toEqual([false, false]);
  expect(await waitFor(clients, "waits", hasEnded)).toMatchObject({
    TrainingJobStatus: "Stopped",
    SecondaryStatus: "MaxWaitTimeExceeded",
  });
});

it("fails a job where there are no machines, and says it where it asks for quota", async () => {
  const { clients, create } = await openWith({
    faults: { noCapacity: ["ml.m5.large"], noQuota: ["spot"] },
    timing: { capacity: 50 },
  });
  await create("nowhere", ["true"]);
  const job = await waitFor(clients, "nowhere", hasEnded);
  expect([job.TrainingJobStatus, job.TrainingStartTime, job.BillableTimeInSeconds]).toEqual([
    "Failed",
    undefined,
    undefined,
  ]);
  expect(job.FailureReason).toMatch(/^CapacityError: Unable to provision requested ML compute capacity\./);
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual(["Starting", "Pending", "Failed"]);
  await expect(create("refused", ["true"], spot)).rejects.toMatchObject({
    name: "ResourceLimitExceeded",
    message: expect.stringContaining("service limit 'ml.m5.large for spot training job usage' is 0 Instances"),
  });
  const ResourceConfig = { InstanceType: "ml.m5.xlarge" as const, InstanceCount: 1, VolumeSizeInGB: 1 };
  await create("elsewhere", ["true"], { ResourceConfig });
  expect((await waitFor(clients, "elsewhere", hasEnded)).TrainingJobStatus).toBe("Completed");
});

it("loses the node of a Ray job with its log, after its processes were asked to end", async () => {
  const ray = await openRay({ stopGrace: 300 });
  await ray.submit("trap 'exit 0' TERM; echo ready; while :; do sleep 0.02; done", { submission_id: "lost" });
  await expect.poll(() => ray.log("lost"), patience).toContain("ready");
  expect(ray.yard.preempt("lost")).toBe(true);
  const job = await ray.reaches("lost", ...ended);
  expect(job).toMatchObject({ status: "FAILED", error_type: "JOB_SUPERVISOR_ACTOR_DIED", driver_exit_code: null });
  expect(job["message"]).toContain("The actor died because its node has died.");
  expect((await ray.call("GET", "/api/jobs/lost/logs")).status).toBe(500);
  const log = `/api/v0/logs/file?node_id=${String(job["driver_node_id"])}&submission_id=lost`;
  expect((await ray.call("GET", log)).status).toBe(500);
  expect(ray.yard.preempt("lost")).toBe(false);
  await ray.yard.close();
});

it("has no node for a Ray job where it is told so, and loses one by its name", async () => {
  const faults = { preempt: ["named"], preemptAfter: [20, 30] as const };
  const ray = await openRay({ faults, stopGrace: 100 });
  for (const id of ["named", "other"]) await ray.submit("sleep 0.3", { submission_id: id });
  expect(await ray.reaches("named", ...ended)).toMatchObject({ error_type: "JOB_SUPERVISOR_ACTOR_DIED" });
  expect(await ray.reaches("other", ...ended)).toMatchObject({ status: "SUCCEEDED" });
  await ray.yard.close();
  const full = await openRay({ faults: { noCapacity: ["ray"] }, timing: { capacity: 50 } });
  await full.submit("true", { submission_id: "unplaced" });
  expect(await full.reaches("unplaced", ...ended)).toMatchObject({ error_type: "JOB_SUPERVISOR_ACTOR_START_TIMEOUT" });
  await full.yard.close();
});
