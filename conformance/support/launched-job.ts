import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { readLauncherLine } from "../../packages/core/src/job/launcher-lines.ts";
import { launcherSha256 } from "../../packages/core/src/launch/launcher-facts.gen.ts";
import { launcherSource } from "../../packages/core/src/launch/launcher.gen.ts";
import { abortRanks, killFamily } from "./processes.ts";
import { scriptPath } from "./python.ts";

/** A job of several nodes on loopback, as a platform runs it. */
export interface JobSetup {
  /** A folder of the test's own. `rootOf` says where in it "/" of a container is. */
  readonly folder: string;
  /** Each node has a disk of its own. Default: they share one. */
  readonly ownDisks?: boolean;
  readonly python: string;
  /** A file beside the tests, or elsewhere: the user's script. */
  readonly script: string;
  readonly argv: readonly string[];
  readonly nodes: number;
  readonly processesPerNode: number;
  readonly launchFile?: Readonly<Record<string, unknown>>;
}

/** One node: its launcher's process and what it has printed. */
export interface Node {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** The exit code, or null when a signal ended the launcher. */
  readonly ended: Promise<number | null>;
}

/** Starts the launcher of every node. What an earlier start left in the folder stays there. */
export async function startJob(setup: JobSetup): Promise<[Node, ...Node[]]> {
  const port = await freePort();
  const ranks = Array.from({ length: setup.nodes }, (_, rank) => rank);
  for (const rank of ranks) writeBundle(setup, rank);
  const start = (rank: number): Node => startNode(setup, rank, port);
  return [start(0), ...ranks.slice(1).map(start)];
}

/** What stands for "/" in a node's container. */
export function rootOf({ folder, ownDisks }: Pick<JobSetup, "folder" | "ownDisks">, rank: number): string {
  return join(folder, ownDisks === true ? `root-${rank}` : "root");
}

const bundleOf = (setup: JobSetup, rank: number): string => join(rootOf(setup, rank), "bundle");

function writeBundle(setup: JobSetup, rank: number): void {
  const bundle = bundleOf(setup, rank);
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, "switchyard_launcher.py"), launcherSource);
  writeFileSync(join(bundle, "train.py"), readFileSync(scriptPath(setup.script)));
  writeFileSync(join(bundle, "switchyard-launch.json"), JSON.stringify(launchFile(setup)));
}

function launchFile({ argv, nodes, processesPerNode, launchFile: changes }: JobSetup): unknown {
  return {
    launchVersion: 1,
    launcher: launcherSha256,
    platform: "local",
    kind: "spawn",
    script: "train.py",
    argv,
    nodes,
    processesPerNode,
    output: "/output",
    graceSeconds: 60,
    ...changes,
  };
}

function startNode(setup: JobSetup, rank: number, port: number): Node {
  const topology = { nodes: setup.nodes, rank, address: "127.0.0.1", port };
  const child = spawn(setup.python, ["switchyard_launcher.py"], {
    cwd: bundleOf(setup, rank),
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      CUDA_VISIBLE_DEVICES: "",
      // A rank that aborts tells where.
      PYTHONFAULTHANDLER: "1",
      SWITCHYARD_CONTAINER_ROOT: rootOf(setup, rank),
      SWITCHYARD_TOPOLOGY: JSON.stringify(topology),
    },
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return { process: child, lines, ended: new Promise((resolve) => child.once("close", resolve)) };
}

/** Resolves with the first line of the node that holds the text or is the one; undefined when the node ends without. */
export async function lineWith(node: Node, wanted: string | ((line: string) => boolean)): Promise<string | undefined> {
  const isWanted = typeof wanted === "string" ? (line: string) => line.includes(wanted) : wanted;
  const over = node.ended.then(() => true);
  for (let seen = 0; ;) {
    for (; seen < node.lines.length; seen += 1) if (isWanted(node.lines[seen] ?? "")) return node.lines[seen];
    if (await Promise.race([over, pause(5).then(() => false)])) return node.lines.find(isWanted);
  }
}

/** How a job ended. */
export interface Ended {
  readonly exitCodes: readonly (number | null)[];
  /** Of the last event that a Trainer reported on node 0. */
  readonly step: number;
  /** The step at which the training began. */
  readonly first: number;
  /** Step → its training loss. */
  readonly losses: ReadonlyMap<number, number>;
  readonly text: string;
}

/** Waits for all nodes. */
export async function endOf(nodes: readonly Node[]): Promise<Ended> {
  const exitCodes = await Promise.all(nodes.map((node) => node.ended));
  const events = nodes[0]?.lines.map((line) => readLauncherLine(line)) ?? [];
  const steps = events.flatMap((event) => (event !== undefined && "step" in event ? [event.step] : []));
  const losses = events.flatMap((event) => {
    const loss = event?.event === "log" ? event.values["loss"] : undefined;
    return event?.event === "log" && loss !== undefined ? [[event.step, loss] as const] : [];
  });
  return {
    exitCodes,
    step: steps.at(-1) ?? 0,
    first: steps[0] ?? 0,
    losses: new Map(losses),
    text: textOf(nodes),
  };
}

/** Kills a node as a machine dies: the launcher and everything below it. One that has ended leaves nothing to kill. */
export function killNode(node: Node): void {
  if (isRunning(node)) killFamily(node.process.pid ?? 0);
}

/** The number of a process that has ended may be another's by now. */
function isRunning({ process: { pid, exitCode, signalCode } }: Node): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/**
 * Resolves as the promise does. When that takes too long, the ranks say where they hang, and all nodes are killed.
 *
 * @throws {Error} with the nodes' logs, then.
 */
export async function within<T>(seconds: number, nodes: readonly Node[], awaited: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = setTimeout(1000 * seconds, undefined, { signal: timer.signal }).then(
    () => true,
    () => false,
  );
  const over = awaited.then(() => false);
  try {
    if (!(await Promise.race([over, late]))) return await awaited;
    for (const node of nodes.filter(isRunning)) abortRanks(node.process.pid ?? 0);
    await pause(5000);
    nodes.forEach((node) => killNode(node));
    throw new Error(`It did not come to that within ${seconds} s.\n${textOf(nodes)}`);
  } finally {
    timer.abort();
  }
}

function textOf(nodes: readonly Node[]): string {
  return nodes.map((node) => node.lines.join("\n")).join("\n======== next node ========\n");
}

export function pause(milliseconds: number): Promise<void> {
  return setTimeout(milliseconds);
}

/**
 * The nodes meet at one port, and their launchers at the one behind it: both must be free. They lie below those that systems
 * give to outgoing connections, which would take one of them before the ranks are there.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 6_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
