import { join } from "node:path";
import { ListTrainingJobsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { createYard, type Yard } from "@switchyard/yard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chance } from "../support/memory-runs.ts";
import { sourceFolder } from "../support/source-folder.ts";
import { python, readLines, start, switchyard, type Environment } from "../support/switchyard.ts";

/** Runs whose supervisors are killed; FULL=1 takes more. */
const runs = process.env["FULL"] === "1" ? 25 : 3;
const lineCount = 40;

/** Counts its starts where its checkpoints are kept; the first two of them lose their machine in the middle. */
const script = `
import os, signal, sys, time
folder = sys.argv[1].split("=", 1)[1]
os.makedirs(folder, exist_ok=True)
count = sum(name.startswith("start-") for name in os.listdir(folder)) + 1
open(os.path.join(folder, f"start-{count}"), "w").close()
for index in range(${lineCount}):
    print(f"start {count} line {index}", flush=True)
    time.sleep(0.005)
if count < 3:
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(60)
`;
const spec = `
name: supervised
source: .
entryPoint: train.py
scriptArgs: { folder: "{output}" }
outputs: { checkpoints: s3://yard/checkpoints }
resources: { maxRuntime: 5m }
`;
const config = `
platforms:
  sagemaker: { region: us-east-1, role: "arn:aws:iam::000000000000:role/yard", store: s3://yard/store, pollInterval: 100 }
run:
  placements:
    - { on: sagemaker, pricePerNodeHour: 1 }
    - { on: sagemaker, settings: { region: us-west-2 }, pricePerNodeHour: 2 }
  limits: { attempts: 6, time: 1h, money: 100 }
  patience: 2
`;

interface Line {
  readonly type: string;
  readonly cursor?: string;
  readonly uri?: string;
  readonly line?: string;
  readonly attempt?: number;
  readonly snapshot?: { readonly state: string; readonly reason?: string };
  readonly legs?: readonly { readonly reason?: string; readonly cost?: number; readonly machine: { region: string } }[];
}

let yard: Yard;
let environment: Environment;
beforeAll(async () => {
  yard = createYard({ python, faults: { noCapacity: ["us-east-1"] }, timing: { capacity: 50 } });
  const { url } = await yard.listen();
  environment = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: "yard", AWS_SECRET_ACCESS_KEY: "yard" };
});
afterAll(() => yard.close());

async function jobsOf(run: string, region: string): Promise<string[]> {
  const credentials = { accessKeyId: "yard", secretAccessKey: "yard" };
  const client = new SageMakerClient({ region, endpoint: environment["AWS_ENDPOINT_URL"] ?? "", credentials });
  const { TrainingJobSummaries = [] } = await client.send(
    new ListTrainingJobsCommand({ NameContains: `-${run}-`, MaxResults: 100 }),
  );
  client.destroy();
  return TrainingJobSummaries.map(({ TrainingJobName = "", TrainingJobStatus = "" }) =>
    [/\d+$/.exec(TrainingJobName)?.[0], TrainingJobStatus].join(" "),
  ).sort();
}

/** Runs a command, kills it with -9 after `delay` milliseconds if it has not ended, and gives its whole lines. */
async function untilKilled(words: readonly string[], delay: number): Promise<Line[]> {
  const child = start(words, environment);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), delay);
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  return readLines<Line>(text);
}

const file = (): string =>
  join(sourceFolder({ "train.py": script, "train.yaml": spec, "switchyard.config.yaml": config }), "train.yaml");

function afterOf(events: readonly Line[]): readonly string[] {
  const cursor = events.findLast((event) => event.cursor !== undefined)?.cursor;
  return cursor === undefined ? [] : ["--after", cursor];
}

describe("a run whose supervisors are killed with -9", () => {
  it.each(Array.from({ length: runs }, (_, index) => `k${index}`))(
    "makes each attempt once and tells each event once: %s",
    { timeout: 120_000 },
    async (run) => {
      const path = file();
      const fit = ["fit", path, "--run", run, "--json"];
      const settings = ["--config", join(path, "..", "switchyard.config.yaml")];
      const events = await untilKilled(fit, 800 + chance(1, Number(run.slice(1))) * 2500);
      const uri = events.find((event) => event.type === "job")?.uri;
      if (uri !== undefined) {
        const attach = ["attach", uri, ...settings, ...afterOf(events), "--json"];
        events.push(...(await untilKilled(attach, 800 + chance(2, Number(run.slice(1))) * 3000)));
      }
      const last = uri === undefined ? fit : ["attach", uri, ...settings, ...afterOf(events), "--json"];
      const rest = await switchyard(last, environment);
      expect(rest.code, rest.stderr).toBe(0);
      events.push(...readLines<Line>(rest.stdout));

      expect(await jobsOf(run, "us-east-1")).toEqual(["1 Failed"]);
      expect(await jobsOf(run, "us-west-2")).toEqual(["2 Failed", "3 Failed", "4 Completed"]);
      const lines = events.flatMap(({ type, line = "" }) => (type === "log" && line.startsWith("start") ? [line] : []));
      const expected = [1, 2, 3].flatMap((count) =>
        Array.from({ length: lineCount }, (_, index) => `start ${count} line ${index}`),
      );
      expect(lines).toEqual(expected);
      const states = events.flatMap(({ snapshot }) => (snapshot === undefined ? [] : [snapshot]));
      expect(states.flatMap(({ state, reason }) => (state === "preparing" && reason ? [reason] : []))).toEqual([
        "capacity",
        "preempted",
        "preempted",
      ]);
      expect(states.filter(({ state }) => ["succeeded", "failed", "cancelled"].includes(state))).toHaveLength(1);
      const legs = events.findLast(({ type }) => type === "result")?.legs ?? [];
      expect(legs.map(({ machine, reason }) => [machine.region, reason])).toEqual([
        ["us-east-1", "capacity"],
        ["us-west-2", "preempted"],
        ["us-west-2", "preempted"],
        ["us-west-2", undefined],
      ]);
      expect(legs.map(({ cost }) => cost === undefined)).toEqual([false, false, false, false]);
    },
  );

  it("is cancelled for good while its supervisor is about to go on", { timeout: 60_000 }, async () => {
    const path = file();
    const settings = ["--config", join(path, "..", "switchyard.config.yaml")];
    const begun = await switchyard(["fit", path, "--run", "stopped", "--detach", "--json"], environment);
    const { uri = "" } = readLines<Line>(begun.stdout)[0] ?? {};
    const supervisor = switchyard(["wait", uri, ...settings, "--json"], environment);
    const cancelled = await switchyard(["cancel", uri, ...settings, "--json"], environment);
    expect(cancelled.code, cancelled.stderr).toBe(0);
    expect((await supervisor).code).toBe(1);
    const { stdout } = await switchyard(["status", uri, ...settings, "--json"], environment);
    expect(JSON.parse(stdout)).toMatchObject({ state: "cancelled", reason: "user" });
    const jobs = [...(await jobsOf("stopped", "us-east-1")), ...(await jobsOf("stopped", "us-west-2"))];
    expect(jobs.filter((job) => job.endsWith("InProgress"))).toEqual([]);
  });
});
