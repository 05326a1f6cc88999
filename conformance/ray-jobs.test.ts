import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { TrainerSpec } from "@switchyard/core";
import { createRay } from "@switchyard/ray";
import { createRayJobs, type RayJobs } from "@switchyard/ray/jobs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askPython, pythonOf } from "./support/python.ts";
import { startRay, type RayCluster } from "./support/ray-cluster.ts";

const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");

describe.skipIf(python === "" || process.platform !== "linux")(`jobs on a Ray cluster${note}`, () => {
  const folder = mkdtempSync("/tmp/sy-jobs-");
  let cluster: RayCluster;
  let jobs: RayJobs;
  beforeAll(async () => {
    cluster = await startRay(python, folder, 4);
    jobs = createRayJobs({ address: cluster.address });
  });
  afterAll(async () => {
    await cluster?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A platform of its own for each caller, as another process would have it. */
  const platform = () => createRay({ address: cluster.address, train: "launcher" });

  /** A script without torch, started by the launcher. */
  function estimatorOf(name: string, script: string, scriptArgs: TrainerSpec["scriptArgs"] = {}) {
    const source = join(folder, name);
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, "train.py"), script);
    return platform().estimator({ name, source: ".", entryPoint: "train.py", scriptArgs }, { folder: source });
  }

  async function finish(id: string): Promise<string> {
    for (;;) {
      const { status } = await jobs.get(id);
      if (status !== "PENDING" && status !== "RUNNING") return status;
      await setTimeout(200);
    }
  }

  it("hostile arguments arrive as they are", async () => {
    const hostile = [
      'it\'s "quoted"',
      "$HOME $(touch /tmp/never) `id` ${PATH}",
      "two\nlines\tand a tab",
      "größe 漢字 🤗",
      "",
      "--looks=like an option",
      "* ? [a] {a,b} ~ ! # % %s \\ \\n ; & | < >",
    ];
    const script = "import json, sys; print(json.dumps(sys.argv[1:]), flush=True)";
    const args = Object.fromEntries(hostile.map((text, index) => [`word_${index}`, text]));
    const job = await estimatorOf("hostile", script, args).fit();
    const lines: string[] = [];
    for await (const { line } of job.logs()) lines.push(line);
    const words = JSON.parse(lines.find((line) => line.startsWith("[")) ?? "[]") as string[];
    for (const [index, text] of hostile.entries()) {
      const at = words.findIndex((word) => word === `--word_${index}` || word.startsWith(`--word_${index}=`));
      expect(words[at] === `--word_${index}` ? words[at + 1] : words[at]?.slice(`--word_${index}=`.length)).toBe(text);
    }
    expect((await job.status()).state).toBe("succeeded");
  });

  it("a submission that is repeated is the same job, also when another id in its place is taken", async () => {
    const estimator = estimatorOf("again", "print('once', flush=True)");
    const fits = await Promise.all(Array.from({ length: 4 }, () => estimator.fit()));
    expect(new Set(fits.map(({ uri }) => uri)).size).toBe(1);
    expect(fits.filter(({ created }) => created)).toHaveLength(1);
    const { uri = "" } = await estimator.plan({ run: "taken" });
    const taken = uri.slice(uri.lastIndexOf("/") + 1);
    await jobs.submit({ entrypoint: "true", submission_id: taken });
    await expect(estimator.fit({ run: "taken" })).rejects.toMatchObject({ code: "conflict" });
    await expect(jobs.submit({ entrypoint: "false", submission_id: taken })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it(`${full ? 20 : 6} jobs at once run, each once, and are watched by one list`, async () => {
    const estimator = estimatorOf("many", "import time; time.sleep(1); print('done', flush=True)");
    const runs = Array.from({ length: full ? 20 : 6 }, (_, index) => `r${index}`);
    const fits = await Promise.all(runs.map((run) => estimator.fit({ run })));
    expect(fits.every(({ created }) => created)).toBe(true);
    await Promise.all(fits.map((job) => job.wait()));
    const listed = (await jobs.list()).filter(({ submission_id: id }) => id?.startsWith("many-"));
    expect(listed.map(({ status }) => status)).toEqual(runs.map(() => "SUCCEEDED"));
  });

  it(`a working directory of ${full ? 90 : 5} MB arrives whole, and is uploaded again when the cluster has let it go`, async () => {
    const bytes = randomBytes((full ? 90 : 5) * 1_000_000);
    const script =
      "import hashlib, os; print('sum', hashlib.sha256(open(os.path.join(os.path.dirname(__file__), 'data.bin'), 'rb').read()).hexdigest(), flush=True)";
    const estimator = estimatorOf("large", script);
    writeFileSync(join(folder, "large", "data.bin"), bytes);
    const job = await estimator.fit();
    const lines: string[] = [];
    for await (const { line } of job.logs()) lines.push(line);
    expect(lines).toContain(`sum ${createHash("sha256").update(bytes).digest("hex")}`);
    await (await estimator.fit({ run: "2" })).wait();
  });

  it("a package of more than 100 MiB is refused before it is all sent", async () => {
    const piece = Buffer.alloc(1 << 20);
    const body = async function* () {
      for (let sent = 0; sent <= 100; sent += 1) yield piece;
    };
    await expect(jobs.packages.put("large.zip", body())).rejects.toThrow("more than 100 MiB");
    await expect(jobs.submit({ entrypoint: "true", runtime_env: { worknig_dir: "." } as never })).rejects.toThrow(
      "Did you mean `working_dir`?",
    );
  });

  it(`${full ? "100,000" : "20,000"} lines come by cursor, over many readers, none lost and none twice`, async () => {
    const count = full ? 100_000 : 20_000;
    const script = `for number in range(${count}): print("line", number, "x" * (number % 50), flush=number % 100 == 0)`;
    const { uri } = await estimatorOf("lines", script).fit();
    const numbers: number[] = [];
    let after: string | undefined;
    for (let done = false; !done;) {
      // A new reader for each look: nothing but the cursor goes from one to the next.
      const look = await platform()
        .attach(uri)
        .poll(after === undefined ? {} : { after });
      for (const event of look.events) {
        const number = event.type === "log" ? /^line (\d+)/.exec(event.line)?.[1] : undefined;
        if (number !== undefined) numbers.push(Number(number));
      }
      after = look.cursor;
      done = look.done;
      if (look.events.length === 0) await setTimeout(200);
    }
    expect(numbers).toHaveLength(count);
    expect(numbers.every((number, index) => number === index)).toBe(true);
  });

  it("a log with bytes that are no UTF-8 and without an end of line is read whole", async () => {
    const id = await jobs.submit({ entrypoint: String.raw`sleep 1; printf 'before \377\376 after\nno end'` });
    const lines: string[] = [];
    for await (const line of jobs.follow(id)) lines.push(line);
    expect(lines).toContain("before \u{FFFD}\u{FFFD} after");
    expect(lines.at(-1)).toBe("no end");
    expect(await finish(id)).toBe("SUCCEEDED");
  });

  it("a job is stopped when the stop returns, and one that waits for its turn when that comes", async () => {
    const marker = join(folder, "ran");
    const running = await jobs.submit({ entrypoint: "exec sleep 600", entrypoint_num_cpus: 4 });
    const waiting = await jobs.submit({ entrypoint: `sleep 5; touch ${marker}`, entrypoint_num_cpus: 4 });
    while ((await jobs.get(running)).status !== "RUNNING") await setTimeout(100);
    await jobs.stop(waiting);
    expect((await jobs.get(waiting)).status).toBe("PENDING");
    await expect(jobs.delete(running)).rejects.toMatchObject({ code: "conflict" });
    await jobs.stop(running);
    expect((await jobs.get(running)).status).toBe("STOPPED");
    expect(await finish(waiting)).toBe("STOPPED");
    await jobs.stop(waiting);
    await jobs.delete(waiting);
    await expect(jobs.get(waiting)).rejects.toMatchObject({ code: "not-found" });
    const uri = `ray://${new URL(cluster.address).host}/${waiting}`;
    await expect(platform().attach(uri).status()).rejects.toMatchObject({ code: "not-found" });
  });

  it("a driver that is killed from elsewhere is preempted, and one that fails has failed", async () => {
    const killed = await jobs.submit({ entrypoint: "kill -9 $$" });
    const failed = await jobs.submit({ entrypoint: "exit 3" });
    const broken = await jobs.submit({
      entrypoint: "true",
      runtime_env: { working_dir: "gcs://_ray_pkg_not-there.zip" },
    });
    const stateOf = async (id: string) => {
      await finish(id);
      return platform()
        .attach(`ray://${new URL(cluster.address).host}/${id}`)
        .status();
    };
    expect(await stateOf(killed)).toMatchObject({ state: "failed", reason: "preempted" });
    expect(await stateOf(failed)).toMatchObject({ state: "failed", reason: "error" });
    expect(await stateOf(broken)).toMatchObject({
      state: "failed",
      reason: "preempted",
      nativeState: "FAILED:RUNTIME_ENV_SETUP_FAILURE",
    });
  });

  it("Ray's own client reads our jobs, and we read its", async () => {
    const job = await estimatorOf("ours", "print('hello from us', flush=True)").fit();
    await job.wait();
    const id = job.uri.slice(job.uri.lastIndexOf("/") + 1);
    const answer = askPython<{
      readonly seen: Readonly<Record<string, { status: string; metadata: object; logs: string }>>;
      readonly listed: readonly string[];
      readonly submitted: string;
    }>(python, "ray-client.py", { address: cluster.address, ours: [id] });
    expect(answer.seen[id]).toMatchObject({ status: "SUCCEEDED", metadata: { "switchyard-name": "ours" } });
    expect(answer.seen[id]?.logs).toContain("hello from us");
    expect(answer.listed).toEqual(expect.arrayContaining([id, answer.submitted]));

    const theirs = platform().attach(`ray://${new URL(cluster.address).host}/${answer.submitted}`);
    const lines: string[] = [];
    for await (const { line } of theirs.logs()) lines.push(line);
    expect(lines).toContain("hello from Ray grüße");
    expect(await theirs.status()).toMatchObject({ state: "succeeded", nativeState: "SUCCEEDED" });
    expect((await jobs.get(answer.submitted)).runtime_env?.env_vars).toEqual({ WORD: "***" });
  });
});
