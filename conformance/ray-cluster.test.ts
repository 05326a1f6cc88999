import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseTrainerSpec, type TrainerSpec } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import type { RayRequest, RaySettings } from "@switchyard/ray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { makePlan } from "../packages/core/src/planning/plan.ts";
import { resolveSettings } from "../packages/ray/src/settings.ts";
import { rayTranslator } from "../packages/ray/src/training/translator.ts";
import { askPython, pythonOf } from "./support/python.ts";
import { call, startRay, type RayCluster } from "./support/ray-cluster.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");
const example = fileURLToPath(new URL("../examples/quickstart", import.meta.url));
const twoRanks = { accelerator: "cpu", acceleratorsPerNode: 2, maxRuntime: "5m" } as const;
const secret = "hf_Zq8vTtN2bLsecret";

interface Finished {
  readonly status: string;
  readonly driver_exit_code: number | null;
  readonly logs: string;
}

// How the processes of a cluster are found and ended is Linux's own.
describe.skipIf(python === "" || process.platform !== "linux")(`planned submissions on a Ray cluster${note}`, () => {
  // Short, for Ray's sockets.
  const folder = mkdtempSync("/tmp/sy-ray-");
  const store = join(folder, "store");
  let cluster: RayCluster;
  beforeAll(async () => {
    cluster = await startRay(python, folder, 4);
  });
  afterAll(async () => {
    await cluster?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the quickstart learns in two of Ray Train's workers, and leaves a model that scores what was reported", async () => {
    const given = parse(readFileSync(join(example, "train.yaml"), "utf8")) as TrainerSpec;
    const started = Date.now();
    const finished = await submit(parseTrainerSpec({ ...given, resources: twoRanks }), example);
    const seconds = (Date.now() - started) / 1000;

    expect(finished, finished.logs).toMatchObject({ status: "SUCCEEDED", driver_exit_code: 0 });
    const events = eventsIn(finished.logs);
    const accuracy = Number(events.at(-1)?.["metrics"]?.["eval_accuracy"]);
    expect(events.at(-1)).toMatchObject({ event: "end", verdict: "completed", exitCode: 0 });
    expect(accuracy).toBeGreaterThan(0.8);
    expect(new Set(finished.logs.match(/\(RayTrainWorker pid=\d+/g))).toHaveProperty("size", 2);

    const model = events.find(({ event }) => event === "model")?.["uri"] as string;
    const archive = join(folder, "model.tar.gz");
    askPython(python, "ray-package.py", { folder: model, target: archive });
    const question = { model: archive, examples: join(example, "data/eval.jsonl") };
    const evaluation = askPython<{ readonly accuracy: number }>(python, "evaluate-model.py", question);
    expect(evaluation.accuracy).toBeCloseTo(accuracy, 6);
    process.stdout.write(
      `Ray Train, 2 workers: ${seconds.toFixed(1)} s, accuracy ${accuracy.toFixed(4)} reported and ${evaluation.accuracy.toFixed(4)} evaluated\n`,
    );
  });

  it("a script's own error ends the job, and neither it nor what was printed before shows a secret", async () => {
    const source = join(folder, "leaks");
    mkdirSync(source);
    writeFileSync(join(source, "train.py"), leakingScript);
    const spec = { name: "leaks", source: ".", entryPoint: "train.py", resources: twoRanks };
    const environment = { secrets: { HF_TOKEN: { env: "HF_TOKEN" } }, variables: { GREETING: "good day" } } as const;
    const finished = await submit(parseTrainerSpec({ ...spec, environment }), source);

    expect(finished, finished.logs).toMatchObject({ status: "FAILED", driver_exit_code: 1 });
    expect(finished.logs).not.toContain(secret);
    const lines = ["python ***", "native ***", "child ***", "error ***", "good day", " ::switchyard:: {}"];
    for (const line of lines) expect(finished.logs).toContain(line);
    const last = eventsIn(finished.logs).at(-1);
    expect(last).toMatchObject({ event: "end", verdict: "failed", exitCode: 1, error: "ValueError: the token is ***" });
  });

  /** What a client does with a plan: upload the bundle, create the job, wait, and read its log. */
  async function submit(spec: TrainerSpec, source: string): Promise<Finished> {
    const settings: RaySettings = { address: cluster.address, store };
    const translator = rayTranslator(resolveSettings(settings, () => undefined));
    const { plan, bundle } = await makePlan<RayRequest>(translator, nodeHost, spec, { folder: source });
    const target = join(folder, `${bundle.manifest}.zip`);
    const files = bundle.files.map(async ({ path, content }) => {
      if ("file" in content) return { path, file: content.file };
      return { path, text: typeof content.text === "string" ? content.text : await content.text() };
    });
    askPython(python, "ray-package.py", { files: await Promise.all(files), target });

    const packaged = `${cluster.address}/api/packages/gcs/${String(plan.uploads[0]?.to).replace("gcs://", "")}`;
    // A look keeps a package alive from its upload to the job's start.
    await call("GET", packaged);
    expect(await call("PUT", packaged, readFileSync(target))).toMatchObject({ status: 200 });
    const body = JSON.parse(JSON.stringify(plan.requests[0]?.body), filledIn) as { readonly submission_id: string };
    expect(await call("POST", `${cluster.address}/api/jobs/`, body)).toMatchObject({ status: 200 });
    return finish(`${cluster.address}/api/jobs/${body.submission_id}`);
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

/** A plan holds the name of a secret, and whoever sends it puts the value there. */
const filledIn = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "$secret" in value ? secret : value;

async function finish(job: string): Promise<Finished> {
  for (const until = Date.now() + 200_000; Date.now() < until; await setTimeout(500)) {
    const details = JSON.parse((await call("GET", job)).text) as Finished;
    if (!["SUCCEEDED", "FAILED", "STOPPED"].includes(details.status)) continue;
    const { logs } = JSON.parse((await call("GET", `${job}/logs`)).text) as { readonly logs: string };
    return { ...details, logs };
  }
  throw new Error(`${job} did not end in time: ${(await call("GET", `${job}/logs`)).text}`);
}

type Event = Readonly<Record<string, unknown>> & { readonly metrics?: Readonly<Record<string, unknown>> };

/** The driver's own events, and its workers' behind the name that Ray puts before their lines. */
function eventsIn(logs: string): Event[] {
  return logs.split("\n").flatMap((line): Event[] => {
    const [, text] = /^(?:\([^)]*\) )?::switchyard:: (\{.*\})$/.exec(line) ?? [];
    return text === undefined ? [] : [JSON.parse(text) as Event];
  });
}
