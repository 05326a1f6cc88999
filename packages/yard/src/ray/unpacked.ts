import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import type { PackageStore } from "./package-store.ts";
import { setupFailure } from "./runtime-env.ts";

const run = promisify(execFile);

interface Folder {
  readonly ready: Promise<string>;
  users: number;
}

/** Packages as folders. All jobs of a package share one folder, may write into it, and lose it with the last of them. */
export class UnpackedPackages {
  readonly #folder: string;
  readonly #packages: PackageStore;
  readonly #python: string;
  readonly #folders = new Map<string, Folder>();
  #count = 0;

  /** @param python unpacks zip files, as it does on a node of Ray's */
  constructor(folder: string, packages: PackageStore, python: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#packages = packages;
    this.#python = python;
  }

  /**
   * The folder of a package, kept until `release`.
   *
   * @throws {RayFailure} when there is no such package, or when it is none.
   */
  async open(uri: string): Promise<string> {
    const known = this.#folders.get(uri);
    if (known !== undefined) {
      known.users += 1;
      return known.ready;
    }
    if (!uri.startsWith("gcs://"))
      throw setupFailure(`The yard reads packages that were put into it (gcs://), and ${uri} is elsewhere.`);
    const file = this.#packages.use(uri);
    if (file === undefined) throw setupFailure(`RuntimeError: Failed to download ${uri}: the package is not there.`);
    this.#count += 1;
    const ready = this.#unpack(uri, file, join(this.#folder, String(this.#count)));
    this.#folders.set(uri, { ready, users: 1 });
    return ready;
  }

  async release(uri: string): Promise<void> {
    const folder = this.#folders.get(uri);
    if (folder === undefined) return;
    folder.users -= 1;
    if (folder.users > 0) return;
    this.#folders.delete(uri);
    this.#packages.release(uri);
    const path = await folder.ready.catch(() => undefined);
    // A job may have made folders that nobody may empty; they stay.
    if (path !== undefined) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }

  async #unpack(uri: string, file: string, target: string): Promise<string> {
    await mkdir(target);
    const [program, words] = /\.(?:zip|whl)$/.test(uri)
      ? ([this.#python, ["-I", "-m", "zipfile", "-e", file, target]] as const)
      : (["tar", ["-xf", file, "-C", target]] as const);
    try {
      await run(program, words);
    } catch (error) {
      throw setupFailure(`${uri} could not be unpacked: ${error instanceof Error ? error.message : String(error)}`);
    }
    return target;
  }
}
