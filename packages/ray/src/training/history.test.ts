import { expect, it } from "vitest";
import type { RayJobDetails } from "../jobs/types.ts";
import { historyOf } from "./history.ts";
import { states } from "./states.ts";

const job = (more: Partial<RayJobDetails>): RayJobDetails => ({
  type: "SUBMISSION",
  status: "PENDING",
  entrypoint: "exec python switchyard_ray_driver.py",
  start_time: 1000,
  ...more,
});
const failed = (error_type: string, more: Partial<RayJobDetails> = {}): RayJobDetails =>
  job({ status: "FAILED", error_type, end_time: 5000, ...more });
const entrypointFailed = (driver_exit_code: number, more: Partial<RayJobDetails> = {}): RayJobDetails =>
  failed("JOB_ENTRYPOINT_COMMAND_ERROR", { driver_exit_code, driver_node_id: "n", ...more });

it("adds an entry for each thing that Ray tells, and keeps those before", () => {
  const looks = [
    job({ message: "Job has not started yet." }),
    job({ status: "RUNNING", driver_node_id: "n" }),
    job({ status: "SUCCEEDED", driver_node_id: "n", end_time: 5000, message: "Job finished successfully." }),
  ].map(historyOf);
  expect(looks.map((history) => history.map(({ state }) => state))).toEqual([
    ["queued"],
    ["queued", "running"],
    ["queued", "running", "succeeded"],
  ]);
  expect(looks[2]?.map(({ time }) => Date.parse(time))).toEqual([1000, 1000, 5000]);
});

it.each<[string, RayJobDetails, object]>([
  ["stopped", job({ status: "STOPPED", driver_node_id: "n" }), { state: "cancelled", reason: "user" }],
  ["a script's error", entrypointFailed(1), { state: "failed", reason: "error" }],
  ["lost workers", entrypointFailed(75), { state: "failed", reason: "preempted" }],
  ["no place for workers", entrypointFailed(69), { state: "failed", reason: "capacity" }],
  ["its longest time", entrypointFailed(124), { state: "failed", reason: "timeout" }],
  ["another program's 69", entrypointFailed(69, { entrypoint: "exec ./mine" }), { state: "failed", reason: "error" }],
  ["a killed driver", entrypointFailed(-9), { state: "failed", reason: "preempted" }],
  ["a driver that crashed", entrypointFailed(-11), { state: "failed", reason: "error" }],
  [
    "a lost node",
    failed("JOB_SUPERVISOR_ACTOR_DIED", { driver_node_id: "n" }),
    { state: "failed", reason: "preempted" },
  ],
  ["no machine", failed("JOB_SUPERVISOR_ACTOR_START_TIMEOUT"), { state: "failed", reason: "capacity" }],
  ["a wrong environment", failed("RUNTIME_ENV_SETUP_FAILURE"), { state: "failed", reason: "error" }],
  [
    "a package that is gone",
    failed("RUNTIME_ENV_SETUP_FAILURE", { message: "Failed to download runtime_env file package gcs://a.zip from" }),
    { state: "failed", reason: "preempted" },
  ],
  [
    "a variable that is too long",
    failed("JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE", { message: "worker startup repeatedly failed" }),
    { state: "failed", reason: "error" },
  ],
  ["a new kind of error", failed("JOB_NEW"), { state: "unknown", nativeState: "FAILED:JOB_NEW" }],
  ["a new status", job({ status: "PAUSED" }), { state: "unknown", nativeState: "PAUSED" }],
])("tells of %s", (_name, details, expected) => {
  expect(historyOf(details).at(-1)).toMatchObject(expected);
});

it("has a meaning for every status and error type of Ray's", () => {
  const types = ["RUNTIME_ENV_SETUP_FAILURE", "JOB_SUPERVISOR_ACTOR_START_TIMEOUT", "JOB_SUPERVISOR_ACTOR_DIED"];
  for (const type of types) expect(states[`FAILED:${type}`]).toBe("failed");
  expect(Object.values(states)).not.toContain("unknown");
});
