import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createYard, type Yard, type YardOptions } from "@switchyard/yard";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { fakeDashboard, json } from "../../testing/fake-dashboard.ts";
import { createRayJobs, type RayJobs } from "./index.ts";

const yards: Yard[] = [];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-client-"));
  writeFileSync(join(folder, "main.py"), "import os; print('hello', os.environ['WORD'])");
});
afterEach(async () => void (await Promise.all(yards.splice(0).map((yard) => yard.close()))));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(options: YardOptions = {}): Promise<{ yard: Yard; jobs: RayJobs }> {
  const yard = createYard(options);
  yards.push(yard);
  const { url } = await yard.listen();
  return { yard, jobs: createRayJobs({ address: url, pollInterval: 20 }) };
}

it("submits a folder, follows its log, and shows no variable's value", async () => {
  const { jobs } = await open();
  const working_dir = await jobs.packages.putFolder(folder);
  expect(await jobs.packages.putFolder(folder)).toBe(working_dir);
  const runtime_env = { working_dir, env_vars: { WORD: "open-sesame" } };
  const id = await jobs.submit({ entrypoint: "exec python main.py", runtime_env });
  const lines: string[] = [];
  for await (const line of jobs.follow(id)) lines.push(line);
  expect(lines.at(-1)).toBe("hello open-sesame");
  expect(await jobs.get(id)).toMatchObject({ status: "SUCCEEDED", runtime_env: { env_vars: { WORD: "***" } } });
  expect(JSON.stringify(await jobs.list())).not.toContain("open-sesame");
  const open2 = createRayJobs({ address: jobs.address, revealVariables: true });
  expect((await open2.get(id)).runtime_env?.env_vars).toEqual({ WORD: "open-sesame" });
  await jobs.delete(id);
  await expect(jobs.get(id)).rejects.toMatchObject({ code: "not-found" });
  expect((await jobs.version()).ray_version).toBe("2.60.0");
});

it("makes one job though the answer is lost, and says when an id is another's", async () => {
  const { yard, jobs } = await open({ faults: { dropAfter: ["POST /api/jobs/"] } });
  const id = await jobs.submit({ entrypoint: "true", metadata: { team: "nlp" } });
  expect((await jobs.list()).map(({ submission_id }) => submission_id)).toEqual([id]);
  expect(yard.requests.filter(({ operation }) => operation === "POST /api/jobs/")).toHaveLength(1);
  await expect(jobs.submit({ entrypoint: "false", submission_id: id })).rejects.toMatchObject({ code: "conflict" });
});

it("sends a submission again when nothing came of the first, and gives up in the end", async () => {
  let [posts, lost] = [0, 1];
  const dashboard = await fakeDashboard(({ method }, response, request) => {
    if (method === "GET") return response.writeHead(404).end("no such job");
    posts += 1;
    return posts <= lost ? request.socket.destroy() : json(response, { submission_id: "one" });
  });
  const jobs = createRayJobs({ address: dashboard.url });
  expect(await jobs.submit({ entrypoint: "true", submission_id: "one" })).toBe("one");
  expect(posts).toBe(2);
  [posts, lost] = [0, 99];
  await expect(jobs.submit({ entrypoint: "true" })).rejects.toMatchObject({ code: "unavailable", ambiguous: true });
  expect(posts).toBe(3);
  await dashboard.close();
});

it("refuses at once what Ray would take and fail later, and cursors that are none", async () => {
  const { jobs } = await open();
  const wrong = { entrypoint: "true", runtime_env: { env_var: {} }, entrypoint_num_cpus: -1 } as never;
  await expect(jobs.submit(wrong)).rejects.toThrow(/Did you mean `env_vars`\?/);
  await expect(jobs.logs("id", { after: "one" })).rejects.toThrow("no cursor of a log");
  await expect(jobs.logs("id")).rejects.toMatchObject({ code: "not-found" });
  expect(() => createRayJobs({ address: "ray://head:10001" })).toThrow("Ray Client's");
});

it("stops what runs, and ends by a timeout or the reason of an abort", async () => {
  const { jobs } = await open();
  const id = await jobs.submit({ entrypoint: "exec sleep 60" });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 200);
  const following = (async () => {
    for await (const line of jobs.follow(id, { signal: controller.signal })) expect(line).toBeTypeOf("string");
  })();
  await expect(following).rejects.toThrow("enough");
  await expect(jobs.stop(id, { timeout: 1 })).rejects.toMatchObject({ code: "timeout" });
  await jobs.stop(id);
  expect((await jobs.get(id)).status).toBe("STOPPED");
});
