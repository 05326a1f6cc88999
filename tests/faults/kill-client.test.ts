import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SageMakerClient, ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sourceFolder } from "../support/source-folder.ts";
import { readLines, start, startYard, switchyard, type Environment } from "../support/switchyard.ts";

/** Kills at this many moments; FULL=1 takes five times as many. */
const moments = process.env["FULL"] === "1" ? 100 : 20;
const lineCount = 300;

const script = `
import sys, time
for index in range(${lineCount}):
    print(f"line {index}", flush=True)
    time.sleep(0.002)
`;
const spec = `
name: killed
source: .
entryPoint: train.py
resources: { maxRuntime: 5m }
`;
const config = `
platforms:
  sagemaker: { region: us-east-1, role: "arn:aws:iam::000000000000:role/yard", store: "s3://yard/kill", pollInterval: 100 }
`;

interface Line {
  readonly type: string;
  readonly cursor?: string;
  readonly uri?: string;
  readonly line?: string;
  readonly snapshot?: { readonly state: string };
}

let environment: Environment;
const folder = mkdtempSync(join(tmpdir(), "switchyard-yard-"));
beforeAll(async () => {
  environment = await startYard(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A seeded generator of numbers in [0, 1): the same moments in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function jobNames(run: string): Promise<string[]> {
  const client = new SageMakerClient({
    region: "us-east-1",
    endpoint: environment["AWS_ENDPOINT_URL"] ?? "",
    credentials: { accessKeyId: "yard", secretAccessKey: "yard" },
  });
  const { TrainingJobSummaries = [] } = await client.send(
    new ListTrainingJobsCommand({ NameContains: `-${run}-`, MaxResults: 100 }),
  );
  client.destroy();
  return TrainingJobSummaries.map((summary) => summary.TrainingJobName ?? "");
}

/** Starts fit, kills it with -9 after `delay` milliseconds and gives the whole lines that it had written. */
async function fitUntilKilled(file: string, run: string, delay: number): Promise<Line[]> {
  const child = start(["fit", file, "--on", "sagemaker", "--run", run, "--json"], environment);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), delay);
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  return readLines<Line>(text);
}

describe("fit killed with -9", () => {
  it(
    `makes at most one job at ${moments} moments, and another process follows it to the end, each event once`,
    { timeout: moments * 12_000 },
    async () => {
      const file = join(
        sourceFolder({ "train.py": script, "train.yaml": spec, "switchyard.config.yaml": config }),
        "train.yaml",
      );
      const started = Date.now();
      const undisturbed = await switchyard(["fit", file, "--on", "sagemaker", "--run", "whole", "--json"], environment);
      const whole = Date.now() - started;
      expect(undisturbed.code, undisturbed.stderr).toBe(0);
      const random = seeded(20261124);
      let killedBefore = 0;
      let killedWhile = 0;

      for (let moment = 0; moment < moments; moment += 1) {
        const run = `m${moment}`;
        const seen = await fitUntilKilled(file, run, random() * whole);
        const names = await jobNames(run);
        expect(names.length, `jobs of run ${run}`).toBeLessThanOrEqual(1);

        const cursor = seen.findLast((line) => line.cursor !== undefined)?.cursor;
        const after = cursor === undefined ? [] : ["--after", cursor];
        const uri = `sagemaker://us-east-1/training-job/${names[0]}`;
        const rest = await switchyard(
          names.length === 1
            ? ["attach", uri, ...after, "--json"]
            : ["fit", file, "--on", "sagemaker", "--run", run, "--json"],
          environment,
        );
        expect(rest.code, rest.stderr).toBe(0);
        expect(await jobNames(run)).toHaveLength(1);
        if (names.length === 0) killedBefore += 1;
        else killedWhile += 1;

        const events = [...seen, ...readLines<Line>(rest.stdout)];
        const lines = events.flatMap((event) => (event.type === "log" ? [event.line] : []));
        const ofScript = lines.filter((line) => line?.startsWith("line "));
        expect(ofScript).toEqual(Array.from({ length: lineCount }, (_, index) => `line ${index}`));
        expect(
          new Set(lines.filter((line) => !line?.startsWith("line "))).size,
          "lines of the launcher, none twice",
        ).toBe(lines.length - lineCount);
        const states = events.flatMap((event) => (event.type === "state" ? [event.snapshot?.state] : []));
        expect(states.at(-1)).toBe("succeeded");
        expect(states.filter((state) => state === "succeeded")).toHaveLength(1);
      }
      expect(killedBefore + killedWhile).toBe(moments);
      expect(killedWhile, "moments at which a job existed").toBeGreaterThan(0);
    },
  );
});
