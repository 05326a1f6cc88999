import { Readable } from "node:stream";

import type { Call } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import { decodeAwsChunked, isAwsChunked, type Trailers } from "./aws-chunked.ts";
import { checksumsIn, type ChecksumName, createDigester, type Digest, verifyDigest, wantedDigests } from "./digest.ts";
import type { ObjectStore } from "./object-store.ts";

/** A body that lies in a file and is what the client meant to send. */
export interface Received {
  readonly file: string;
  readonly digest: Digest;
  readonly checksums: ReadonlyMap<ChecksumName, string>;
}

/** Streams a request's body to a file and verifies every checksum that came with it. */
export async function receiveBody(store: ObjectStore, { request, record }: Call): Promise<Received> {
  const { headers } = request;
  const trailers: Trailers = new Map();
  const digester = createDigester(
    wantedDigests(
      headers,
      checksumsIn((name) => headers.get(name)),
    ),
  );
  const raw = request.body ?? Readable.from([]);
  const body = isAwsChunked(headers) ? decodeAwsChunked(raw, trailers) : raw;
  const file = await store.writeFile(digester.pass(body));
  const digest = digester.finish();
  record.body = digest.size;
  const checksums = checksumsIn((name) => headers.get(name) ?? trailers.get(name));
  try {
    verifyDigest(digest, checksums, headers);
    verifyLength(digest, headers);
  } catch (error) {
    await store.discard(file);
    throw error;
  }
  return { file, digest, checksums };
}

function verifyLength({ size }: Digest, headers: Headers): void {
  const announced = headers.get("x-amz-decoded-content-length");
  if (announced === null || Number(announced) === size) return;
  throw new ServiceError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header.",
  );
}

const kept = /^(?:content-type|content-disposition|content-language|cache-control|expires|x-amz-meta-.+)$/;

/** The headers of an upload that come back with the object. */
export function objectHeaders(headers: Headers): Record<string, string> {
  const found = Object.fromEntries([...headers].filter(([name]) => kept.test(name)));
  const codings = (headers.get("content-encoding") ?? "").split(",").map((coding) => coding.trim());
  const encoding = codings.filter((coding) => coding !== "" && coding !== "aws-chunked").join(",");
  return {
    "content-type": "application/octet-stream",
    ...found,
    ...(encoding === "" ? {} : { "content-encoding": encoding }),
  };
}

/** Checksum headers of a reply. */
export function checksumHeaders(checksums: ReadonlyMap<ChecksumName, string>): Record<string, string> {
  return Object.fromEntries([...checksums].map(([name, value]) => [`x-amz-checksum-${name}`, value]));
}
