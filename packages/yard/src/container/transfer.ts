import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";

import { parseS3Uri } from "../s3/address.ts";
import { createDigester } from "../s3/digest.ts";
import type { ObjectStore, StoredObject } from "../s3/object-store.ts";
import { JobFailure } from "./job-failure.ts";

/** Copies the objects of a prefix, or one object by its exact key, below a folder. Returns how many there were. */
export async function download(
  store: ObjectStore,
  uri: string,
  folder: string,
  takes: (index: number) => boolean = () => true,
): Promise<number> {
  const { bucket, key: prefix } = parseS3Uri(uri) ?? invalidUri(uri);
  const exact = store.find(bucket, prefix);
  const objects = exact === undefined ? store.withPrefix(bucket, prefix) : [exact];
  for (const [index, object] of objects.entries()) {
    if (takes(index)) await fetchObject(store, object, inside(folder, localName(object.key, prefix)));
  }
  return objects.length;
}

/** Puts every file below a folder under a prefix. */
export async function upload(
  store: ObjectStore,
  folder: string,
  { bucket, key: prefix }: { bucket: string; key: string },
): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    await putStream(store, bucket, `${prefix.replace(/\/$/, "")}/${name}`, createReadStream(path));
  }
}

/** Puts a stream of bytes as one object. */
export async function putStream(
  store: ObjectStore,
  bucket: string,
  key: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const digester = createDigester(new Set());
  const file = await store.writeFile(digester.pass(bytes));
  const { size, md5 } = digester.finish();
  const headers = { "content-type": "application/octet-stream" };
  await store.put(bucket, {
    key,
    file,
    size,
    etag: `"${md5.toString("hex")}"`,
    modified: new Date(),
    headers,
    checksums: new Map(),
  });
}

/** The name of an object below its channel: what follows the prefix, as the service lays it out. */
function localName(key: string, prefix: string): string {
  if (key === prefix) return basename(key);
  if (prefix.endsWith("/") || key.charAt(prefix.length) === "/") return key.slice(prefix.length).replace(/^\//, "");
  return key.slice(prefix.lastIndexOf("/") + 1);
}

async function fetchObject(store: ObjectStore, object: StoredObject, path: string): Promise<void> {
  if (object.key.endsWith("/")) return void (await mkdir(path, { recursive: true }));
  await mkdir(dirname(path), { recursive: true });
  const handle = await store.open(object);
  await pipeline(handle.createReadStream(), createWriteStream(path));
}

/** A key such as `../../x` must not leave the folder. */
function inside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (path === folder || path.startsWith(folder + sep)) return path;
  throw new JobFailure(`ClientError: Data download failed: the key '${name}' points outside of its channel.`);
}

function invalidUri(uri: string): never {
  throw new JobFailure(`ClientError: Data download failed: '${uri}' is not an s3:// URI.`);
}
