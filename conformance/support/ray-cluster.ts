import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** A Ray cluster of one node in processes of its own. */
export interface RayCluster {
  readonly address: string;
  /** Where another node joins. */
  readonly head: string;
  /** Ends all of its processes, each by its id. */
  end(): Promise<void>;
}

/** What may be said of a cluster. */
export interface ClusterChoices {
  /** The dashboard's, where a cluster takes the place of another one. Default: one that is free. */
  readonly port?: number;
  /** The token that callers must have. Default: none. */
  readonly token?: string;
}

/**
 * Starts a cluster with this many logical CPUs, reachable from this machine alone.
 *
 * @param folder a short path: Ray makes sockets below it, whose paths have at most 107 characters.
 */
export async function startRay(
  python: string,
  folder: string,
  cpus: number,
  { port, token }: ClusterChoices = {},
): Promise<RayCluster> {
  const [free = 0, head, agent, client] = await freePorts(4);
  const dashboard = port ?? free;
  const address = `http://127.0.0.1:${dashboard}`;
  const child = runRay(
    python,
    folder,
    [
      ...["start", "--head", "--block", "--disable-usage-stats", "--include-dashboard=true"],
      ...["--node-ip-address=127.0.0.1", "--dashboard-host=127.0.0.1", `--dashboard-port=${dashboard}`],
      ...[`--port=${head}`, `--dashboard-agent-listen-port=${agent}`, `--ray-client-server-port=${client}`],
      // Any port that is free: two clusters on a machine would share the usual ones.
      ...["--min-worker-port=0", "--max-worker-port=0"],
      ...[`--num-cpus=${cpus}`, `--object-store-memory=${75 * 1024 ** 2}`, `--temp-dir=${folder}`],
    ],
    token === undefined ? {} : { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: token },
  );
  const end = (): Promise<void> => endProcesses(child);
  try {
    await answers(`${address}/api/version`, child);
  } catch (error) {
    await end();
    throw new Error(`Ray did not start:\n${readFileSync(join(folder, "ray.log"), "utf8")}`, { cause: error });
  }
  return { address, head: `127.0.0.1:${head}`, end };
}

/** Another node of a cluster, with resources of its own, such as `{"second": 1}`; ends it when called. */
export async function joinRay(
  python: string,
  folder: string,
  head: string,
  resources: Readonly<Record<string, number>>,
): Promise<() => Promise<void>> {
  const [agent] = await freePorts(1);
  const given = JSON.stringify(resources);
  const child = runRay(
    python,
    folder,
    [
      ...["start", "--block", "--disable-usage-stats", `--address=${head}`, "--node-ip-address=127.0.0.1"],
      ...["--num-cpus=1", `--resources=${given}`, `--object-store-memory=${75 * 1024 ** 2}`],
      ...[`--dashboard-agent-listen-port=${agent}`, "--min-worker-port=0", "--max-worker-port=0"],
    ],
    {},
  );
  return () => endProcesses(child);
}

/** Jobs find the `python` of their node's path. */
function runRay(
  python: string,
  folder: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const home = join(folder, "home");
  const temporary = join(folder, "tmp");
  for (const each of [home, temporary]) mkdirSync(each, { recursive: true });
  const log = openSync(join(folder, "ray.log"), "a");
  return spawn(join(dirname(python), "ray"), words, {
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      PATH: `${dirname(python)}:${process.env["PATH"]}`,
      HOME: home,
      TMPDIR: temporary,
      RAY_USAGE_STATS_ENABLED: "0",
      ...environment,
    },
  });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + 90_000; Date.now() < until; await setTimeout(200)) {
    if (child.exitCode !== null) throw new Error(`ray start ended with ${child.exitCode}.`);
    // Who has no token is answered as well.
    if ([200, 401].includes((await statusOf(url)) ?? 0)) return;
  }
  throw new Error(`${url} did not answer in 90 seconds.`);
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sent = get(url, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", () => resolve(undefined));
  });
}

/** Ports that are free now. All are held until all are known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

/** Ray's own `ray stop` would end every cluster of the machine. */
async function endProcesses(child: ChildProcess): Promise<void> {
  const closed = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
  for (let left = familyOf(child.pid); left.length > 0; left = familyOf(child.pid)) {
    for (const id of left) kill(id);
    await setTimeout(50);
  }
  await closed;
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** A process, those of its session, and all that these started, as Linux tells them. Ended ones are left out. */
function familyOf(root: number | undefined): number[] {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess);
  const family = new Set<number | undefined>([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { id, parent, session } of processes) if (family.has(parent) || family.has(session)) family.add(id);
  }
  return processes.filter(({ id, state }) => family.has(id) && state !== "Z").map(({ id }) => id);
}

function readProcess(name: string): readonly { id: number; state: string; parent: number; session: number }[] {
  try {
    // The second field is the program's name in brackets, and may hold any character.
    const [, fields = ""] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
    const [state = "", parent, , session] = fields.split(" ");
    return [{ id: Number(name), state, parent: Number(parent), session: Number(session) }];
  } catch {
    return [];
  }
}
