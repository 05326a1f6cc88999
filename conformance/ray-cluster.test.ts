import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type JobEvent, type TrainerSpec, type TrainingJob } from "@switchyard/core";
import { createRay, type Ray } from "@switchyard/ray";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { askPython, pythonOf } from "./support/python.ts";
import { startRay, type RayCluster } from "./support/ray-cluster.ts";

const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");
const example = fileURLToPath(new URL("../examples/quickstart", import.meta.url));
const twoRanks = { accelerator: "cpu", acceleratorsPerNode: 2, maxRuntime: "10m" } as const;
const secret = "hf_Zq8vTtN2bLsecret";

// The first run of a cluster waits for minutes on a machine that has other things to do.
vi.setConfig({ testTimeout: 900_000 });

// How the processes of a cluster are found and ended is Linux's own.
describe.skipIf(python === "" || process.platform !== "linux")(`Ray Train on a Ray cluster${note}`, () => {
  // Short, for Ray's sockets.
  const folder = mkdtempSync("/tmp/sy-ray-");
  let cluster: RayCluster;
  let ray: Ray;
  beforeAll(async () => {
    cluster = await startRay(python, folder, 4);
    ray = createRay({ address: cluster.address, store: join(folder, "store") });
  });
  afterAll(async () => {
    await cluster?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the quickstart learns in two of Ray Train's workers, and leaves a model that scores what was reported", async () => {
    const started = Date.now();
    const job = await ray.estimator(quickstart(), { folder: example }).fit();
    const events = await eventsOf(job);
    const model = await job.wait();
    const seconds = (Date.now() - started) / 1000;

    const accuracy = model.metrics["eval_accuracy"] ?? 0;
    expect(accuracy).toBeGreaterThan(0.8);
    expect(statesIn(events)).toEqual(["queued", "running", "succeeded"]);
    expect(workersIn(events)).toHaveProperty("size", 2);
    const steps = events.flatMap((event) => (event.type === "metric" ? [event.step ?? 0] : []));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));

    const archive = join(folder, "model.tar.gz");
    askPython(python, "ray-package.py", { folder: model.artifact, target: archive });
    const question = { model: archive, examples: join(example, "data/eval.jsonl") };
    const evaluation = askPython<{ readonly accuracy: number }>(python, "evaluate-model.py", question);
    expect(evaluation.accuracy).toBeCloseTo(accuracy, 6);
    process.stdout.write(
      `Ray Train, 2 workers: ${seconds.toFixed(1)} s, accuracy ${accuracy.toFixed(4)} reported and ${evaluation.accuracy.toFixed(4)} evaluated\n`,
    );
  });

  it.skipIf(!full)(
    "a worker that is killed in the middle is replaced, and the run goes on from its checkpoint",
    async () => {
      const job = await ray.estimator(quickstart(20), { folder: example }).fit({ run: "killed" });
      const events: JobEvent[] = [];
      let killed = false;
      for await (const event of job.events()) {
        events.push(event);
        // The first checkpoint is that of step 50, in Ray's hands before step 60.
        if (killed || event.type !== "metric" || (event.step ?? 0) < 60) continue;
        const [victim] = [...workersIn(events)].slice(-1);
        process.kill(Number(victim), "SIGKILL");
        killed = true;
      }
      const { metrics } = await job.wait();
      expect(killed).toBe(true);
      expect(workersIn(events).size).toBeGreaterThan(2);
      expect(statesIn(events)).toEqual(["queued", "running", "succeeded"]);
      const steps = events.flatMap((event) => (event.type === "progress" ? [event.step] : []));
      const turn = steps.findIndex((step, index) => step < (steps[index - 1] ?? 0));
      expect(steps[turn]).toBeGreaterThanOrEqual(50);
      expect(metrics["eval_accuracy"]).toBeGreaterThan(0.8);
    },
  );

  it.skipIf(!full)(
    "an attempt that was stopped goes on in the next one, from what the spec's own store has",
    async () => {
      const spec = { ...quickstart(12), outputs: { checkpoints: `file://${join(folder, "kept")}` } };
      const estimator = ray.estimator(spec, { folder: example });
      const first = await estimator.fit({ run: "twice" });
      for await (const event of first.events()) {
        if (event.type === "log" && event.line.includes("copied checkpoint-50")) break;
      }
      await first.cancel();
      expect((await first.status()).state).toBe("cancelled");
      // Ray's own checkpoints go, so that only the copies are left.
      rmSync(join(folder, "store"), { recursive: true });
      const second = await estimator.fit({ run: "twice", attempt: 2 });
      expect([second.created, second.uri === first.uri]).toEqual([true, false]);
      const steps = (await eventsOf(second)).flatMap((event) => (event.type === "progress" ? [event.step] : []));
      expect(steps[0]).toBeGreaterThanOrEqual(50);
      expect((await second.wait()).metrics["eval_accuracy"]).toBeGreaterThan(0.8);
    },
  );

  it("a script's own error ends the job, and neither it nor what was printed before shows a secret", async () => {
    const source = join(folder, "leaks");
    mkdirSync(source);
    writeFileSync(join(source, "train.py"), leakingScript);
    process.env["RAY_TEST_TOKEN"] = secret;
    const spec: TrainerSpec = {
      name: "leaks",
      source: ".",
      entryPoint: "train.py",
      resources: twoRanks,
      environment: { secrets: { HF_TOKEN: { env: "RAY_TEST_TOKEN" } }, variables: { GREETING: "good day" } },
    };
    const job = await ray.estimator(spec, { folder: source }).fit();
    const events = await eventsOf(job);
    const text = events.flatMap((event) => (event.type === "log" ? [event.line] : [])).join("\n");
    expect(JSON.stringify([events, await job.status()])).not.toContain(secret);
    const lines = ["python ***", "native ***", "child ***", "error ***", "good day", " ::switchyard:: {}"];
    for (const line of lines) expect(text).toContain(line);
    await expect(job.wait()).rejects.toMatchObject({
      code: "job-failed",
      message: "ValueError: the token is ***",
      exitCode: 1,
    });
  });

  /** More epochs where there must be time to interfere: a log comes seconds behind what it tells of. */
  function quickstart(epochs = 6): TrainerSpec {
    const given = parse(readFileSync(join(example, "train.yaml"), "utf8")) as TrainerSpec;
    return { ...given, args: { ...given.args, num_train_epochs: epochs }, resources: twoRanks };
  }
});

/** Prints a secret in every way that there is: by Python, past it, by another program, and in an error. */
const leakingScript = `
import os, subprocess, sys
token = os.environ["HF_TOKEN"]
print("python", token, os.environ["GREETING"])
print("::switchyard:: {}")
os.write(1, f"native {token}\\n".encode())
subprocess.run(["sh", "-c", "echo child $HF_TOKEN"], check=True)
print("error", token, file=sys.stderr)
raise ValueError(f"the token is {token}")
`;

async function eventsOf(job: TrainingJob): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of job.events()) events.push(event);
  return events;
}

const statesIn = (events: readonly JobEvent[]): string[] =>
  events.flatMap((event) => (event.type === "state" ? [event.snapshot.state] : []));

/** The process ids in the name that Ray puts before a worker's lines. */
const workersIn = (events: readonly JobEvent[]): Set<string> =>
  new Set(
    events.flatMap((event) =>
      event.type === "log" ? (/^\(RayTrainWorker pid=(\d+)/.exec(event.line)?.[1] ?? []) : [],
    ),
  );
