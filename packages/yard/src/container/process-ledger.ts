import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { killContainer, processStart } from "./processes.ts";

interface Entry {
  readonly pid: number;
  /** The main process's start time; tells it from a later process with the same id. */
  readonly start: string | undefined;
  readonly root: string;
  readonly job: string;
  readonly host: string;
}

/** The containers that run, on disk: whoever opens the folder next ends those that a killed yard left behind. */
export class ProcessLedger {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  add(entry: Omit<Entry, "start">): void {
    writeFileSync(this.#path(entry.pid), JSON.stringify({ ...entry, start: processStart(entry.pid) } satisfies Entry));
  }

  remove(pid: number): void {
    rmSync(this.#path(pid), { force: true });
  }

  /** How many containers run. */
  get size(): number {
    return existsSync(this.#folder) ? readdirSync(this.#folder).length : 0;
  }

  endLeftovers(): void {
    for (const name of readdirSync(this.#folder)) {
      const entry = readEntry(join(this.#folder, name));
      // Somebody else who tidies up may have been faster.
      if (entry === undefined) continue;
      const { pid, start, root } = entry;
      const isSame = start !== undefined && processStart(pid) === start;
      killContainer(root, isSame ? pid : undefined);
      this.remove(pid);
    }
  }

  #path(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

function readEntry(path: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Entry;
  } catch {
    return undefined;
  }
}
