import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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

interface Owner {
  readonly pid: number;
  readonly start: string;
}

const temporaryPrefix = "switchyard-yard-";
const ownerFile = "yard.json";

/**
 * Opens a folder: ends the processes that a killed yard left behind, and removes its objects, logs and
 * sandboxes, because the index of them was in its memory. Without a folder it makes a temporary one, and
 * does the same for temporary folders whose yard has died.
 *
 * @throws {Error} when another yard that is alive holds the folder.
 */
export function openYardFolder(given: string | undefined): YardFolder {
  if (given === undefined) sweepAbandoned();
  else mkdirSync(given, { recursive: true });
  const path = realpathSync(given === undefined ? mkdtempSync(join(tmpdir(), temporaryPrefix)) : resolve(given));
  refuseHeld(path);
  const owner = { pid: process.pid, start: processStart(process.pid) ?? "" } satisfies Owner;
  writeFileSync(join(path, ownerFile), JSON.stringify(owner));
  const ledger = new ProcessLedger(join(path, "processes"));
  ledger.endLeftovers();
  for (const name of ["objects", "logs", "jobs", "bin"]) rmSync(join(path, name), { recursive: true, force: true });

  // A process that ends without closing its yard takes the jobs with it.
  const endJobs = () => ledger.endLeftovers();
  process.once("exit", endJobs);
  return {
    path,
    ledger,
    release() {
      process.off("exit", endJobs);
      rmSync(given === undefined ? path : join(path, ownerFile), { recursive: true, force: true });
    },
  };
}

function refuseHeld(path: string): void {
  const owner = readOwner(path);
  if (owner === undefined || !isAlive(owner)) return;
  throw new Error(
    `The folder ${path} belongs to the yard of process ${owner.pid}, which is alive. Close that yard, or give this one another folder.`,
  );
}

/** Ends and removes what yards on temporary folders left behind when they were killed. */
function sweepAbandoned(): void {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(temporaryPrefix));
  for (const path of names.map((name) => join(tmpdir(), name))) {
    const owner = readOwner(path);
    // A folder without an owner is only being made, or is not ours to read.
    if (owner === undefined || isAlive(owner)) continue;
    const processes = join(path, "processes");
    if (existsSync(processes)) new ProcessLedger(processes).endLeftovers();
    rmSync(path, { recursive: true, force: true });
  }
}

const isAlive = ({ pid, start }: Owner): boolean => processStart(pid) === start;

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(path, ownerFile), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}
