import { createHash } from "node:crypto";
import { SwitchyardError, type JobTransition, type RunPlan, type TrainerSpec } from "@switchyard/core";
import { memoryCloud, memoryPlatform, state, type MemoryCloud, type MemoryJob } from "./memory-driver.ts";
import { sourceFolder } from "./source-folder.ts";

/** What becomes of the job of an attempt, one state at each look; or the error that keeps it from being taken. */
export type Fate = readonly (readonly [JobTransition["state"], JobTransition["reason"]?])[] | "capacity" | "quota";

export const done: Fate = [["running"], ["succeeded"]];
export const preempted: Fate = [["running"], ["failed", "preempted"]];
export const endless: Fate = [["running"]];

export const spec: TrainerSpec = {
  name: "demo",
  source: ".",
  entryPoint: "train.py",
  outputs: { checkpoints: "memory://checkpoints" },
};

export interface RunSetUp {
  readonly cloud: MemoryCloud;
  readonly plan: RunPlan;
  /** `east 1`: where each job was created, in order. */
  readonly sent: string[];
  /** Jobs that can run and bill. */
  alive(): string[];
  /** At most so many jobs were alive at one time. */
  mostAlive(): number;
}

/** Two spot regions and one on-demand, in a cloud whose jobs meet these fates, attempt by attempt. */
export function setUpRun(fates: readonly Fate[], more: Partial<RunPlan> = {}): RunSetUp {
  const cloud = memoryCloud();
  const sent: string[] = [];
  const known = new Set<string>();
  let most = 0;
  const alive = (): string[] => [...cloud.jobs].filter(([, job]) => !isOver(job)).map(([uri]) => uri);
  cloud.fault = (call, region) => {
    for (const [uri, job] of cloud.jobs) {
      if (known.has(uri)) continue;
      known.add(uri);
      sent.push(`${/^memory:\/\/([^/]+)\//.exec(uri)?.[1]} ${attemptOf(job)}`);
    }
    most = Math.max(most, alive().length);
    if (call === "describe") for (const job of cloud.jobs.values()) advance(job, fates[attemptOf(job) - 1]);
    if (call === "send") refuse(fates[numberOf(cloud) - 1], region);
    return undefined;
  };
  const platforms = regions(cloud);
  const placements = [
    { platform: platforms[2], resources: { spot: false } },
    { platform: platforms[0], resources: { spot: true } },
    { platform: platforms[1], resources: { spot: true } },
  ] as RunPlan["placements"];
  return {
    cloud,
    plan: { placements, folder: sourceFolder(), ...more },
    sent,
    alive,
    mostAlive: () => most,
  };
}

export function regions(cloud: MemoryCloud) {
  return ["east", "west", "south"].map((region) => memoryPlatform(cloud, { role: "trainer", region }));
}

const attemptOf = ({ identity }: MemoryJob): number => identity?.attempt ?? 0;

const isOver = ({ history }: MemoryJob): boolean =>
  ["succeeded", "failed", "cancelled"].includes(history.at(-1)?.state ?? "");

/** The number that was taken last: the one whose job is being sent. */
function numberOf(cloud: MemoryCloud): number {
  return [...cloud.objects.keys()].filter((uri) => /attempt-\d+\.json$/.test(uri)).length;
}

function refuse(fate: Fate | undefined, region: string | undefined): void {
  if (fate === "capacity" || fate === "quota") throw new SwitchyardError(fate, `No machines in ${region}.`);
}

/** A state a look, and two log lines with each. */
function advance(job: MemoryJob, fate: Fate | undefined): void {
  if (fate === undefined || typeof fate === "string" || isOver(job)) return;
  const entry = fate[job.history.length - 1];
  if (entry === undefined) return;
  const [name, reason] = entry;
  const attempt = attemptOf(job);
  job.history.push(state(name, attempt * 100 + job.history.length, reason));
  const time = new Date(attempt * 100_000 + job.history.length * 1000).toISOString();
  job.logs[0] ??= [];
  for (const part of ["a", "b"]) job.logs[0].push({ time, line: `attempt ${attempt} ${name} ${part}` });
  if (isOver(job)) job.logs[0].push({ time, line: endLine(attempt * 10, verdictOf(name, reason)) });
}

function verdictOf(name: JobTransition["state"], reason: JobTransition["reason"]): keyof typeof exitCodes {
  if (name === "succeeded") return "completed";
  return reason === "error" ? "failed" : "interrupted";
}

const exitCodes = { completed: 0, interrupted: 75, failed: 1 } as const;

function endLine(step: number, verdict: keyof typeof exitCodes): string {
  const end = { event: "end", verdict, exitCode: exitCodes[verdict], node: 0 };
  return `::switchyard:: ${JSON.stringify({ ...end, time: 1, step, maxSteps: 100, metrics: { eval_loss: 0.5 } })}`;
}

/** A number in [0, 1) of a seed and a count: the same in every run. */
export function chance(seed: number, count: number): number {
  return createHash("sha256").update(`${seed}/${count}`).digest().readUInt32BE() / 2 ** 32;
}
