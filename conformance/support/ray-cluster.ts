import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Ray's dashboard takes calls that look like a browser's for reading only, and so does not take those of `fetch`. */
export function call(
  method: string,
  url: string,
  body?: Uint8Array | object,
): Promise<{ status: number; text: string }> {
  const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const sent = request(url, { method }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
    });
    sent.on("error", reject);
    sent.end(bytes);
  });
}

/** A Ray cluster of one node in processes of its own. */
export interface RayCluster {
  readonly address: string;
  /** Ends all of its processes, each by its id. */
  end(): Promise<void>;
}

/**
 * Starts a cluster with this many logical CPUs, reachable from this machine alone.
 *
 * @param folder a short path: Ray makes sockets below it, whose paths have at most 107 characters.
 */
export async function startRay(python: string, folder: string, cpus: number): Promise<RayCluster> {
  const [dashboard = 0, head, agent, client] = await freePorts(4);
  const address = `http://127.0.0.1:${dashboard}`;
  const home = join(folder, "home");
  const temporary = join(folder, "tmp");
  for (const each of [home, temporary]) mkdirSync(each);
  const log = openSync(join(folder, "ray.log"), "w");
  const child = spawn(
    join(dirname(python), "ray"),
    [
      ...["start", "--head", "--block", "--disable-usage-stats", "--include-dashboard=true"],
      ...["--node-ip-address=127.0.0.1", "--dashboard-host=127.0.0.1", `--dashboard-port=${dashboard}`],
      ...[`--port=${head}`, `--dashboard-agent-listen-port=${agent}`, `--ray-client-server-port=${client}`],
      // Any port that is free: two clusters on a machine would share the usual ones.
      ...["--min-worker-port=0", "--max-worker-port=0"],
      ...[`--num-cpus=${cpus}`, `--object-store-memory=${75 * 1024 ** 2}`, `--temp-dir=${folder}`],
    ],
    {
      detached: true,
      stdio: ["ignore", log, log],
      // Jobs find the `python` of the head's path.
      env: {
        PATH: `${dirname(python)}:${process.env["PATH"]}`,
        HOME: home,
        TMPDIR: temporary,
        RAY_USAGE_STATS_ENABLED: "0",
      },
    },
  );
  const end = (): Promise<void> => endProcesses(child);
  try {
    await answers(`${address}/api/version`, child);
  } catch (error) {
    await end();
    throw new Error(`Ray did not start:\n${readFileSync(join(folder, "ray.log"), "utf8")}`, { cause: error });
  }
  return { address, end };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + 90_000; Date.now() < until; await setTimeout(200)) {
    if (child.exitCode !== null) throw new Error(`ray start ended with ${child.exitCode}.`);
    const answer = await call("GET", url).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  throw new Error(`${url} did not answer in 90 seconds.`);
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
