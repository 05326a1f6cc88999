import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The variable that every process of a container inherits; its value is the sandbox's root. */
export const rootVariable = "SWITCHYARD_CONTAINER_ROOT";

/**
 * When a process began, as an opaque text; undefined when there is none. Together with the id it names
 * one process for good: ids are used again, the pair is not.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in parentheses and may hold blanks; the start time is field 22.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/**
 * Ends everything that runs in a container: the group of its main process, and what left that group,
 * which is found by the variable it inherited (Linux only). Returns when all of it has got SIGKILL.
 */
export function killContainer(root: string, mainPid: number | undefined): void {
  if (mainPid !== undefined) send(-mainPid, "SIGKILL");
  // A process may fork while the list is read; look again until nothing is left.
  for (let round = 0; round < 10; round += 1) {
    const pids = processesUnder(root);
    if (pids.length === 0) return;
    for (const pid of pids) send(pid, "SIGKILL");
  }
}

/**
 * Sends a signal to everything that runs in a container, as far as it can be told: on Linux to every process with the
 * container's variable, elsewhere to the group of the main process.
 */
export function signalContainer(root: string, mainPid: number, signal: NodeJS.Signals): void {
  if (process.platform !== "linux") return send(-mainPid, signal);
  for (const pid of processesUnder(root)) send(pid, signal);
}

/** Sends a signal to a process, or to a group when the id is negative; one that has gone is no error. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function processesUnder(root: string): number[] {
  if (process.platform !== "linux") return [];
  const marker = `\0${rootVariable}=${root}\0`;
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => `\0${environmentOf(pid)}`.includes(marker));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}
