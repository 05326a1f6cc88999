import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TrainerSpec } from "@switchyard/core";
import { createYard, type Yard, type YardOptions } from "@switchyard/yard";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fakeDashboard, json } from "../../testing/fake-dashboard.ts";
import { createRay, type RaySettings } from "../index.ts";
import type { RayJobDetails } from "../jobs/types.ts";
import { resolveSettings } from "../settings.ts";
import { rayDriver } from "./driver.ts";

const yards: Yard[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-ray-"));
  writeFileSync(join(folder, "train.py"), script);
});
afterEach(async () => void (await Promise.all(yards.splice(0).map((yard) => yard.close()))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Prints, and obeys its one argument. */
const script = `
import argparse, os, time
parser = argparse.ArgumentParser()
parser.add_argument("--mode")
mode = parser.parse_args().mode
print("hello from", mode, os.environ.get("TOKEN"), flush=True)
if mode == "sleep":
    time.sleep(60)
if mode == "fail":
    raise ValueError("this script fails on purpose")
`;

async function open(options: YardOptions = {}): Promise<{ yard: Yard; settings: RaySettings }> {
  const yard = createYard(options);
  yards.push(yard);
  const { url } = await yard.listen();
  return { yard, settings: { address: url, train: "launcher", pollInterval: 50 } };
}

const specOf = (mode: string): TrainerSpec => ({
  name: "tiny",
  source: ".",
  entryPoint: "train.py",
  scriptArgs: { mode },
});
const submitted = (yard: Yard) => yard.requests.filter(({ operation }) => operation === "POST /api/jobs/");

describe("a job on Ray", () => {
  it("runs from its bundle to its end, once, and another process can pick it up", async () => {
    const { yard, settings } = await open();
    const estimator = createRay(settings).estimator(specOf("work"), { folder });
    const job = await estimator.fit();
    expect(job.created).toBe(true);
    const lines: string[] = [];
    for await (const event of job.logs()) lines.push(event.line);
    expect(lines.join("\n")).toContain("hello from work");
    const snapshot = await createRay(settings).attach(job.uri).status();
    expect(snapshot).toMatchObject({
      state: "succeeded",
      nativeState: "SUCCEEDED",
      identity: { run: "1", attempt: 1 },
    });
    const again = await estimator.fit();
    expect([again.uri, again.created]).toEqual([job.uri, false]);
    expect(submitted(yard)).toHaveLength(1);
  });

  it("is sent exactly as it was planned", async () => {
    const { yard, settings } = await open();
    const estimator = createRay(settings).estimator(specOf("work"), { folder });
    const plan = await estimator.plan();
    await (await estimator.fit(plan)).wait();
    expect(submitted(yard).map(({ body }) => body)).toEqual([plan.requests[0]?.body]);
  });

  it("is one job though the answer to its submission is lost", async () => {
    const { yard, settings } = await open({ faults: { dropAfter: ["POST /api/jobs/", "PUT /api/packages/gcs/NAME"] } });
    const job = await createRay(settings).estimator(specOf("work"), { folder }).fit();
    await job.wait();
    const jobs = await rayDriver(resolveSettings(settings, () => undefined)).describe([job.uri], {});
    expect(jobs.map(({ state }) => state)).toEqual(["succeeded"]);
    expect(submitted(yard)).toHaveLength(1);
  });

  it("gets its secrets, which stay out of the plan and of what it prints", async () => {
    const { settings } = await open();
    process.env["RAY_TEST_TOKEN"] = "open-sesame-17";
    const spec: TrainerSpec = { ...specOf("work"), environment: { secrets: { TOKEN: { env: "RAY_TEST_TOKEN" } } } };
    const estimator = createRay(settings).estimator(spec, { folder });
    expect(JSON.stringify(await estimator.plan())).not.toContain("open-sesame-17");
    const lines: string[] = [];
    for await (const event of (await estimator.fit()).logs()) lines.push(event.line);
    expect(lines.join("\n")).toContain("hello from work ***");
  });

  it("that fails says why", async () => {
    const { settings } = await open();
    const job = await createRay(settings).estimator(specOf("fail"), { folder }).fit();
    await expect(job.wait()).rejects.toMatchObject({
      code: "job-failed",
      traceback: expect.stringContaining("this script fails on purpose") as string,
    });
  });

  it("is over when its cancelling returns, and can be cancelled twice", async () => {
    const { settings } = await open();
    const job = await createRay(settings).estimator(specOf("sleep"), { folder }).fit();
    for await (const { line } of job.logs()) if (line.includes("hello from sleep")) break;
    await job.cancel();
    expect(await job.status()).toMatchObject({ state: "cancelled", reason: "user", nativeState: "STOPPED" });
    await job.cancel();
    await expect(job.wait()).rejects.toMatchObject({ code: "job-cancelled" });
  });

  it("needs the cluster's token where it has one", async () => {
    const { settings } = await open({ ray: { token: "the-token" } });
    const fit = (token?: string) =>
      createRay({ ...settings, ...(token === undefined ? {} : { token }) })
        .estimator(specOf("work"), { folder })
        .fit();
    await expect(fit()).rejects.toMatchObject({ code: "auth" });
    await expect(fit("another")).rejects.toMatchObject({ code: "auth" });
    await (await fit("the-token")).wait();
  });
});

const details = (id: string, more: Partial<RayJobDetails> = {}): RayJobDetails => ({
  type: "SUBMISSION",
  submission_id: id,
  status: "RUNNING",
  entrypoint: "exec python switchyard_ray_driver.py",
  start_time: Date.now(),
  driver_node_id: "node",
  ...more,
});

describe("what a dashboard tells", () => {
  it("is asked for by one list where there are many jobs, in the order asked", async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `job-${index}`);
    const dashboard = await fakeDashboard(({ url }, response) =>
      json(response, url === "/api/jobs/" ? ids.map((id) => details(id)) : { session_name: "one" }),
    );
    const driver = rayDriver(resolveSettings({ address: dashboard.url }, () => undefined));
    const uris = [...ids].reverse().map((id) => `ray://${new URL(dashboard.url).host}/${id}`);
    for (const _look of [1, 2])
      expect((await driver.describe(uris, {})).map(({ uri, state }) => [uri, state])).toEqual(
        uris.map((uri) => [uri, "running"]),
      );
    expect(dashboard.calls.map(({ url }) => url)).toEqual(["/api/jobs/", "/api/version", "/api/jobs/"]);
    await dashboard.close();
  });

  it("of a job that a new head has forgotten is that it was lost; of one that never was, that there is none", async () => {
    let session = "one";
    const dashboard = await fakeDashboard(({ url }, response) => {
      if (url === "/api/version") return json(response, { session_name: session });
      if (session === "one" && url === "/api/jobs/seen") return json(response, details("seen"));
      return response.writeHead(404).end("Job does not exist");
    });
    const driver = rayDriver(resolveSettings({ address: dashboard.url }, () => undefined));
    const uri = `ray://${new URL(dashboard.url).host}/seen`;
    const before = await driver.describe([uri], {});
    session = "two";
    const [after] = await driver.describe([uri], {});
    expect(after).toMatchObject({ state: "failed", reason: "preempted", nativeState: "FORGOTTEN" });
    expect(after?.history.slice(0, -1)).toEqual(before[0]?.history);
    await expect(driver.describe([`${uri}-never`], {})).rejects.toMatchObject({ code: "not-found" });
    await dashboard.close();
  });

  it("of a job whose submission was cut off is that nothing will start it", async () => {
    const actors: object[] = [];
    const dashboard = await fakeDashboard(({ url }, response) => {
      if (url === "/api/version") return json(response, { session_name: "one" });
      if (url.startsWith("/api/v0/actors")) return json(response, { data: { result: { result: actors } } });
      const start_time = Date.now() - 300_000;
      return json(response, details("orphan", { status: "PENDING", driver_node_id: null, start_time }));
    });
    const driver = rayDriver(resolveSettings({ address: dashboard.url }, () => undefined));
    const look = async () => (await driver.describe([`ray://${new URL(dashboard.url).host}/orphan`], {}))[0];
    expect(await look()).toMatchObject({ state: "failed", reason: "preempted", nativeState: "PENDING:ORPHANED" });
    actors.push({ name: "_ray_internal_job_actor_orphan", state: "PENDING_CREATION" });
    expect(await look()).toMatchObject({ state: "queued", nativeState: "PENDING" });
    await dashboard.close();
  });
});

it("a RayJob is not sent: Kubernetes takes it", async () => {
  const ray = createRay({ submit: "kuberay", store: "s3://bucket/runs", kuberay: { image: "me.io/ray:1" } });
  await expect(ray.estimator(specOf("work"), { folder }).fit()).rejects.toMatchObject({
    code: "unsupported",
    hint: expect.stringContaining("kubectl apply") as string,
  });
});

it("a plan for another cluster is not sent to this one", async () => {
  const plan = await createRay({ address: "http://one:8265", train: "launcher" })
    .estimator(specOf("work"), { folder })
    .plan();
  const other = createRay({ address: "http://two:8265", train: "launcher" }).estimator(specOf("work"), { folder });
  await expect(other.fit(plan)).rejects.toThrow("This plan is for http://one:8265/api/jobs/");
});
