import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createRay } from "@switchyard/ray";
import { createRayJobs } from "@switchyard/ray/jobs";
import { afterEach, describe, expect, it } from "vitest";
import { pythonOf } from "./support/python.ts";
import { joinRay, startRay, type RayCluster } from "./support/ray-cluster.ts";

const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");
const token = "tok-4c1d6f0b9a7e4f1c8d2b";

// Each test has a cluster of its own, since each breaks one.
describe.skipIf(!full || python === "" || process.platform !== "linux")(`Ray clusters that break${note}`, () => {
  const ends: (() => Promise<void>)[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function newFolder(): string {
    const folder = mkdtempSync("/tmp/sy-break-");
    folders.push(folder);
    return folder;
  }

  async function start(...given: Parameters<typeof startRay>): Promise<RayCluster> {
    const cluster = await startRay(...given);
    ends.push(cluster.end);
    return cluster;
  }

  it("a head that is started anew has forgotten the job, which is lost; the token is needed before and after", async () => {
    const first = await start(python, newFolder(), 2, { token });
    const { address } = first;
    for (const wrong of [undefined, "another"]) {
      const jobs = createRayJobs({ address, token: () => wrong });
      await expect(jobs.list()).rejects.toMatchObject({ code: "auth" });
      await expect(jobs.submit({ entrypoint: "true" })).rejects.toMatchObject({ code: "auth" });
    }
    const jobs = createRayJobs({ address, token: async () => token });
    const id = await jobs.submit({ entrypoint: "exec sleep 600" });
    const job = createRay({ address, token }).attach(`ray://${new URL(address).host}/${id}`);
    while ((await job.status()).state !== "running") await setTimeout(200);

    await first.end();
    ends.splice(0);
    await expect(jobs.list()).rejects.toMatchObject({ code: "unavailable" });
    await start(python, newFolder(), 2, { token, port: Number(new URL(address).port) });
    expect(await job.status()).toMatchObject({ state: "failed", reason: "preempted", nativeState: "FORGOTTEN" });
    const other = createRay({ address, token }).attach(job.uri);
    await expect(other.status()).rejects.toMatchObject({ code: "not-found" });
  });

  it("a job whose node is lost was preempted, and its log went with the node", async () => {
    const folder = newFolder();
    const cluster = await start(python, folder, 1);
    const second = join(folder, "second");
    mkdirSync(second);
    const end = await joinRay(python, second, cluster.head, { second: 1 });
    ends.push(end);
    const jobs = createRayJobs({ address: cluster.address });
    const id = await jobs.submit({ entrypoint: "exec sleep 600", entrypoint_resources: { second: 0.1 } });
    const job = createRay({ address: cluster.address }).attach(`ray://${new URL(cluster.address).host}/${id}`);
    while ((await job.status()).state !== "running") await setTimeout(500);
    await end();
    while ((await job.status()).state === "running") await setTimeout(500);
    expect(await job.status()).toMatchObject({
      state: "failed",
      reason: "preempted",
      nativeState: "FAILED:JOB_SUPERVISOR_ACTOR_DIED",
    });
    await expect(job.wait()).rejects.toMatchObject({ code: "preempted" });
    const lines: string[] = [];
    for await (const { line } of job.logs()) lines.push(line);
    expect(lines).toEqual([]);
  });
});
