import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { ServiceError } from "../service/service-error.ts";
import { checkBucketName } from "./address.ts";
import type { ChecksumName } from "./digest.ts";

/** One object: its bytes lie in a file, the rest in memory. */
export interface StoredObject {
  readonly key: string;
  readonly file: string;
  readonly size: number;
  /** With its quotes, as the header has it. */
  readonly etag: string;
  readonly modified: Date;
  /** Content type, user metadata and whatever else comes back with the object. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: ReadonlyMap<ChecksumName, string>;
}

interface Bucket {
  readonly created: Date;
  readonly objects: Map<string, StoredObject>;
  sorted: readonly string[] | undefined;
}

export interface ObjectStoreOptions {
  readonly folder: string;
  /** Refuse buckets that nobody created, instead of creating them on first use. */
  readonly strictBuckets: boolean;
}

/** Buckets and objects. Bytes go to files and come from files as streams. */
export class ObjectStore {
  readonly #folder: string;
  readonly #strict: boolean;
  readonly #buckets = new Map<string, Bucket>();
  #puts = 0;

  constructor({ folder, strictBuckets }: ObjectStoreOptions) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#strict = strictBuckets;
  }

  /** @throws {ServiceError} `NoSuchBucket` when buckets are strict and this one is missing. */
  bucket(name: string): Bucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    if (this.#strict) throw new ServiceError("NoSuchBucket", "The specified bucket does not exist", 404);
    return this.createBucket(name);
  }

  createBucket(name: string): Bucket {
    checkBucketName(name);
    const bucket = this.#buckets.get(name) ?? { created: new Date(), objects: new Map(), sorted: undefined };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  buckets(): [name: string, created: Date][] {
    return [...this.#buckets].map(([name, { created }]) => [name, created]);
  }

  /** How many objects were ever put, replaced ones too, how many there are, and their bytes. */
  get summary(): { readonly puts: number; readonly objects: number; readonly bytes: number } {
    const objects = [...this.#buckets.values()].flatMap((bucket) => [...bucket.objects.values()]);
    return { puts: this.#puts, objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0) };
  }

  /** Writes a stream to a fresh file; an interrupted one leaves nothing behind. */
  async writeFile(body: AsyncIterable<Uint8Array>): Promise<string> {
    const file = join(this.#folder, randomUUID());
    try {
      await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(file));
    } catch (error) {
      await this.discard(file);
      throw error;
    }
    return file;
  }

  /** Appends the files to the first of them, in order, and removes the others. */
  async joinFiles(files: readonly string[]): Promise<string> {
    const [first, ...others] = files;
    if (first === undefined) return this.writeFile(Readable.from([]));
    for (const file of others) {
      await pipeline(createReadStream(file), createWriteStream(first, { flags: "a" }));
      await this.discard(file);
    }
    return first;
  }

  discard(file: string): Promise<void> {
    return unlink(file).catch(() => undefined);
  }

  async put(bucketName: string, object: StoredObject): Promise<void> {
    const bucket = this.bucket(bucketName);
    const previous = bucket.objects.get(object.key);
    this.#puts += 1;
    bucket.objects.set(object.key, object);
    if (previous === undefined) bucket.sorted = undefined;
    else await this.discard(previous.file);
  }

  find(bucketName: string, key: string): StoredObject | undefined {
    return this.bucket(bucketName).objects.get(key);
  }

  /** @throws {ServiceError} `NoSuchKey`. */
  get(bucketName: string, key: string): StoredObject {
    const object = this.find(bucketName, key);
    if (object === undefined) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
    return object;
  }

  /** Opens an object's bytes; the handle stays good when the object is replaced meanwhile. */
  open(object: StoredObject): Promise<FileHandle> {
    return open(object.file);
  }

  async remove(bucketName: string, key: string): Promise<void> {
    const bucket = this.bucket(bucketName);
    const object = bucket.objects.get(key);
    if (object === undefined) return;
    bucket.objects.delete(key);
    bucket.sorted = undefined;
    await this.discard(object.file);
  }

  /** Every key of a bucket in the order in which S3 lists them: by UTF-8 bytes. */
  sortedKeys(bucketName: string): readonly string[] {
    const bucket = this.bucket(bucketName);
    bucket.sorted ??= [...bucket.objects.keys()].sort((left, right) =>
      Buffer.compare(Buffer.from(left), Buffer.from(right)),
    );
    return bucket.sorted;
  }

  /** The objects whose key begins with the prefix, in order. */
  withPrefix(bucketName: string, prefix: string): StoredObject[] {
    const keys = this.sortedKeys(bucketName).filter((key) => key.startsWith(prefix));
    return keys.map((key) => this.get(bucketName, key));
  }
}
