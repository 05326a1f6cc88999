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
const nobody: Owner = { pid: 0, start: "" };

/**
 * Opens a folder: ends the processes that a killed yard left behind, and removes its objects, logs and
 * sandboxes, because the index of them was in its memory. Without a folder it makes a temporary one, and
 * does the same for temporary folders whose yard has died.
 *
 * @throws {Error} when another yard that is alive holds the folder, or when it holds files that no yard made.
 */
export function openYardFolder(given: string | undefined): YardFolder {
  if (given === undefined) sweepAbandoned();
  else mkdirSync(given, { recursive: true });
  const path = realpathSync(given === undefined ? mkdtempSync(join(tmpdir(), temporaryPrefix)) : resolve(given));
  refuseHeld(path);
  refuseForeign(path);
  mark(path, { pid: process.pid, start: processStart(process.pid) ?? "" });
  const ledger = new ProcessLedger(join(path, "processes"));
  ledger.endLeftovers();
  for (const name of ["objects", "logs", "jobs", "ray", "bin"])
    rmSync(join(path, name), { recursive: true, force: true });

  // A process that ends without closing its yard takes the jobs with it.
  const endJobs = () => ledger.endLeftovers();
  process.once("exit", endJobs);
  return {
    path,
    ledger,
    release() {
      process.off("exit", endJobs);
      if (given === undefined) rmSync(path, { recursive: true, force: true });
      else mark(path, nobody);
    },
  };
}

/** The mark stays in a folder that was given: it is what lets the next yard take it. */
function mark(path: string, owner: Owner): void {
  writeFileSync(join(path, ownerFile), JSON.stringify(owner));
}

function refuseHeld(path: string): void {
  const owner = readOwner(path);
  if (owner === undefined || !isAlive(owner)) return;
  throw new Error(
    `The folder ${path} belongs to the yard of process ${owner.pid}, which is alive. Close that yard, or give this one another folder.`,
  );
}

/** A yard empties its folder: so it takes only an empty one, or one that a yard has marked as its own. */
function refuseForeign(path: string): void {
  if (readOwner(path) !== undefined || readdirSync(path).length === 0) return;
  throw new Error(
    `The folder ${path} holds files that no yard made. Give an empty folder, or one that does not exist yet.`,
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
    const owner = JSON.parse(readFileSync(join(path, ownerFile), "utf8")) as Partial<Owner>;
    return typeof owner.pid === "number" && typeof owner.start === "string" ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}
