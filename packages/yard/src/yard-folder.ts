import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { ProcessLedger } from "./container/process-ledger.ts";
import { processStart } from "./container/processes.ts";

/** The folder of a yard, held by one process at a time. */
export interface YardFolder {
  readonly path: string;
  readonly ledger: ProcessLedger;
  /** Gives the folder back; a temporary one is removed. */
  release(): void;
}

/**
 * Opens a folder: ends the processes that a killed yard left behind, and removes its objects, logs and
 * sandboxes, because the index of them was in its memory.
 *
 * @throws {Error} when another yard that is alive holds the folder.
 */
export function openYardFolder(given: string | undefined): YardFolder {
  if (given !== undefined) mkdirSync(given, { recursive: true });
  const path = realpathSync(given === undefined ? mkdtempSync(join(tmpdir(), "yard-")) : resolve(given));
  const owner = join(path, "yard.json");
  refuseOwned(path, owner);
  writeFileSync(owner, JSON.stringify({ pid: process.pid, start: processStart(process.pid) }));
  const ledger = new ProcessLedger(join(path, "processes"));
  ledger.endLeftovers();
  for (const name of ["objects", "logs", "jobs", "bin"]) rmSync(join(path, name), { recursive: true, force: true });
  return {
    path,
    ledger,
    release: () => rmSync(given === undefined ? path : owner, { recursive: true, force: true }),
  };
}

function refuseOwned(path: string, owner: string): void {
  const { pid, start } = readOwner(owner);
  if (pid === undefined || start === undefined || processStart(pid) !== start) return;
  throw new Error(
    `The folder ${path} belongs to the yard of process ${pid}, which is alive. Close that yard, or give this one another folder.`,
  );
}

function readOwner(owner: string): { pid?: number; start?: string } {
  try {
    return JSON.parse(readFileSync(owner, "utf8")) as { pid?: number; start?: string };
  } catch {
    return {};
  }
}
