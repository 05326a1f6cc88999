import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { ServiceError } from "../service/service-error.ts";

/** The dashboard's own bound of a request's body. */
const largestBody = 100 * 1024 * 1024;

interface StoredPackage {
  readonly file: string;
  readonly bytes: number;
}

/**
 * The packages that Ray keeps in its head, by URI. One that jobs have used goes with the last of them, unless a look
 * (GET) has pinned it; a PUT pins nothing.
 */
export class PackageStore {
  readonly #folder: string;
  readonly #pinMilliseconds: number;
  readonly #packages = new Map<string, StoredPackage>();
  readonly #users = new Map<string, number>();
  readonly #pinnedUntil = new Map<string, number>();
  #uploads = 0;

  constructor(folder: string, pinMilliseconds: number) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#pinMilliseconds = pinMilliseconds;
  }

  /** How many packages were uploaded, how many are still there, and the bytes of these. */
  get summary(): { readonly uploads: number; readonly kept: number; readonly bytes: number } {
    for (const uri of this.#pinnedUntil.keys()) this.#unpin(uri);
    const kept = [...this.#packages.values()];
    return { uploads: this.#uploads, kept: kept.length, bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  /** Whether the package is there; the look pins it, and pins one that is not there yet too. */
  look(uri: string): boolean {
    this.#unpin(uri);
    this.#pinnedUntil.set(uri, Date.now() + this.#pinMilliseconds);
    return this.#packages.has(uri);
  }

  /** @throws {ServiceError} 413 when the body is too large, and 500 for a protocol that is not `gcs`. */
  async put(uri: string, body: AsyncIterable<Uint8Array>): Promise<number> {
    if (!uri.startsWith("gcs://"))
      throw new ServiceError("NotImplementedError", `Protocol ${uri.split(":")[0]} is not supported`, 500);
    const file = join(this.#folder, randomUUID());
    let bytes = 0;
    const measured = async function* () {
      for await (const chunk of body) {
        bytes += chunk.length;
        if (bytes > largestBody) throw tooLarge();
        yield chunk;
      }
    };
    try {
      await pipeline(Readable.from(measured(), { objectMode: false }), createWriteStream(file));
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    const previous = this.#packages.get(uri);
    this.#packages.set(uri, { file, bytes });
    this.#uploads += 1;
    if (previous !== undefined) await rm(previous.file, { force: true });
    return bytes;
  }

  /** The file of a package, kept for a job that uses it until `release`; undefined when it is not there. */
  use(uri: string): string | undefined {
    this.#unpin(uri);
    const stored = this.#packages.get(uri);
    if (stored !== undefined) this.#users.set(uri, (this.#users.get(uri) ?? 0) + 1);
    return stored?.file;
  }

  release(uri: string): void {
    const left = (this.#users.get(uri) ?? 1) - 1;
    this.#users.set(uri, left);
    if (left === 0) this.#removeUnused(uri);
  }

  /** The pin of a package is over when its time is, and then it goes like one that its last job has left. */
  #unpin(uri: string): void {
    const until = this.#pinnedUntil.get(uri);
    if (until === undefined || until > Date.now()) return;
    this.#pinnedUntil.delete(uri);
    this.#removeUnused(uri);
  }

  #removeUnused(uri: string): void {
    if ((this.#users.get(uri) ?? 0) > 0 || this.#pinnedUntil.has(uri)) return;
    const stored = this.#packages.get(uri);
    this.#packages.delete(uri);
    if (stored !== undefined) void rm(stored.file, { force: true });
  }
}

/** The announced length is enough to refuse a body before it is read. */
export function refuseLength(length: string | null): void {
  if (Number(length ?? 0) > largestBody) throw tooLarge();
}

const tooLarge = (): ServiceError => new ServiceError("", `Maximum request body size ${largestBody} exceeded.`, 413);
