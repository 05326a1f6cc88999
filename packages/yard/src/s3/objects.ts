import { Readable } from "node:stream";

import type { Call } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import type { S3Address } from "./address.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import { checksumHeaders, objectHeaders, receiveBody } from "./receive.ts";

export async function putObject(store: ObjectStore, { bucket, key }: S3Address, call: Call): Promise<Response> {
  const taken = () => call.request.headers.get("if-none-match") === "*" && store.find(bucket, key) !== undefined;
  if (taken()) throw alreadyThere();
  store.bucket(bucket);
  const { file, digest, checksums } = await receiveBody(store, call);
  if (taken()) {
    await store.discard(file);
    throw alreadyThere();
  }
  const etag = `"${digest.md5.toString("hex")}"`;
  const headers = objectHeaders(call.request.headers);
  await store.put(bucket, { key, file, size: digest.size, etag, modified: new Date(), headers, checksums });
  return new Response(null, { headers: { etag, ...checksumHeaders(checksums) } });
}

/** GetObject and HeadObject; a range gives 206. */
export async function getObject(store: ObjectStore, { bucket, key }: S3Address, call: Call): Promise<Response> {
  const object = store.get(bucket, key);
  const range = parseRange(call.request.headers.get("range"), object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const headers = {
    ...describe(object, call.request.headers, range !== undefined),
    "content-length": String(end - start + 1),
    ...(range === undefined ? {} : { "content-range": `bytes ${start}-${end}/${object.size}` }),
  };
  const status = range === undefined ? 200 : 206;
  if (call.operation === "HeadObject" || object.size === 0) return new Response(null, { status, headers });
  const handle = await store.open(object);
  const bytes = handle.createReadStream({ start, end });
  return new Response(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, { status, headers });
}

export async function deleteObject(store: ObjectStore, { bucket, key }: S3Address): Promise<Response> {
  await store.remove(bucket, key);
  return new Response(null, { status: 204 });
}

function describe(object: StoredObject, asked: Headers, ranged: boolean): Record<string, string> {
  const wantsChecksums = asked.get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && !ranged;
  return {
    ...object.headers,
    "accept-ranges": "bytes",
    etag: object.etag,
    "last-modified": object.modified.toUTCString(),
    ...(wantsChecksums ? checksumHeaders(object.checksums) : {}),
  };
}

/** One range of bytes, both ends included; undefined where none is asked or the header is not understood. */
function parseRange(header: string | null, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start > end) throw new ServiceError("InvalidRange", "The requested range is not satisfiable", 416);
  return { start, end };
}

function alreadyThere(): ServiceError {
  return new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
}
