import { readFileSync } from "node:fs";

/**
 * Kills a process and everything below it, as a machine dies: at once and without a word. Each is stopped before its
 * children are counted, so that none is born meanwhile.
 */
export function killFamily(pid: number): void {
  for (const member of familyOf(pid, (each) => send(each, "SIGSTOP"))) send(member, "SIGKILL");
}

/** Lets the ranks below a launcher print where each of their threads is, and end by it: for what hangs. */
export function abortRanks(pid: number): void {
  for (const member of familyOf(pid)) if (commandOf(member).includes("train.py")) send(member, "SIGABRT");
}

/** A process and all below it, from the top. */
function familyOf(pid: number, visit: (pid: number) => void = () => undefined): number[] {
  visit(pid);
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean);
  return [pid, ...children.flatMap((child) => familyOf(Number(child), visit))];
}

/** The words of its command line; an agent has a rank's script among its own words too, behind a module. */
function commandOf(pid: number): string {
  const words = read(`/proc/${pid}/cmdline`).split("\0");
  return words.includes("-m") ? "" : words.join(" ");
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has ended.
    return "";
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
