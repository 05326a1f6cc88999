import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ended, openRay, type OpenRay } from "../testing/ray-client.ts";

let ray: OpenRay;

beforeAll(async () => {
  ray = await openRay({ timing: { capacity: 300 } });
});

afterAll(() => ray.yard.close());

describe("what drivers reserve", () => {
  it("fails a job whose resources nobody has, after a time", async () => {
    await ray.submit("true", { submission_id: "large", entrypoint_num_gpus: 8 });
    expect(await ray.details("large")).toMatchObject({
      status: "PENDING",
      message: expect.stringContaining("It may be waiting for resources"),
    });
    expect(await ray.reaches("large", ...ended)).toMatchObject({
      status: "FAILED",
      error_type: "JOB_SUPERVISOR_ACTOR_START_TIMEOUT",
    });
  });

  it("lets a job wait for another one's, and takes a stop meanwhile without heeding it", async () => {
    const { yard, submit, reaches, details, call, log } = await openRay({
      ray: { resources: { slot: 1 } },
      timing: { capacity: 60_000 },
    });
    const entrypoint_resources = { slot: 1 };
    await submit("sleep 60", { submission_id: "holds", entrypoint_resources });
    await reaches("holds", "RUNNING");
    await submit("echo ran", { submission_id: "waits", entrypoint_resources });
    await submit("echo ran", { submission_id: "stopped", entrypoint_resources });
    expect((await call("POST", "/api/jobs/stopped/stop")).text).toBe('{"stopped":true}');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await details("stopped")).toMatchObject({ status: "PENDING" });
    await call("POST", "/api/jobs/holds/stop");
    expect(await reaches("waits", ...ended)).toMatchObject({ status: "SUCCEEDED" });
    expect(await reaches("stopped", ...ended)).toMatchObject({ status: "STOPPED" });
    expect(await log("stopped")).not.toContain("ran");
    await yard.close();
  });
});

describe("stop and delete", () => {
  it("says that a job is stopped before it is, and lets it end by itself", async () => {
    const entrypoint = "trap 'sleep 0.3; echo saved; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    await ray.submit(entrypoint, { submission_id: "polite" });
    await expect.poll(() => ray.log("polite"), { timeout: 10_000 }).toContain("ready");
    expect((await ray.call("DELETE", "/api/jobs/polite")).text).toContain("in a non-terminal state RUNNING");
    expect((await ray.call("POST", "/api/jobs/polite/stop")).text).toBe('{"stopped":true}');
    expect(await ray.details("polite")).toMatchObject({ status: "RUNNING" });
    expect((await ray.call("POST", "/api/jobs/polite/stop")).text).toBe('{"stopped":true}');
    expect(await ray.reaches("polite", ...ended)).toMatchObject({
      status: "STOPPED",
      message: "Job was intentionally stopped.",
      driver_exit_code: null,
    });
    expect(await ray.log("polite")).toContain("saved");
    expect((await ray.call("POST", "/api/jobs/polite/stop")).text).toBe('{"stopped":false}');
  });

  it("kills what does not heed the signal after as long as the job asks for", async () => {
    const env_vars = { RAY_JOB_STOP_WAIT_TIME_S: "1" };
    await ray.submit("trap '' TERM; echo ready; sleep 60; sleep 60", {
      submission_id: "stubborn",
      runtime_env: { env_vars },
    });
    await expect.poll(() => ray.log("stubborn"), { timeout: 10_000 }).toContain("ready");
    const started = Date.now();
    await ray.call("POST", "/api/jobs/stubborn/stop");
    await ray.reaches("stubborn", "STOPPED");
    expect(Date.now() - started).toBeGreaterThan(900);
  });

  it("forgets a deleted job, whose log file stays, and takes a new one of that id for dead", async () => {
    await ray.submit("echo words", { submission_id: "gone" });
    const { driver_node_id: node } = await ray.reaches("gone", ...ended);
    expect((await ray.call("DELETE", "/api/jobs/gone")).text).toBe('{"deleted":true}');
    expect((await ray.call("GET", "/api/jobs/gone/logs")).status).toBe(404);
    const file = `/api/v0/logs/file?node_id=${String(node)}&filename=job-driver-gone.log&lines=1`;
    expect((await ray.call("GET", file)).text).toBe("words\n");
    await ray.submit("true", { submission_id: "gone" });
    expect(await ray.details("gone")).toMatchObject({ status: "FAILED", error_type: "JOB_SUPERVISOR_ACTOR_DIED" });
  });
});
