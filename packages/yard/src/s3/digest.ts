import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import { ServiceError } from "../service/service-error.ts";

/** Checksums that the yard computes; others that a client may send are kept and given back unverified. */
const verifiedChecksums = ["crc32", "sha1", "sha256"] as const;
export const knownChecksums = [...verifiedChecksums, "crc32c", "crc64nvme"] as const;
export type ChecksumName = (typeof knownChecksums)[number];

/** What a body came to, in the encodings of S3's headers. */
export interface Digest {
  readonly size: number;
  readonly md5: Buffer;
  readonly crc32: string;
  readonly sha1: string;
  readonly sha256: string;
}

/** Passes bytes through and digests them on the way. */
export function createDigester(wanted: ReadonlySet<ChecksumName>) {
  const md5 = createHash("md5");
  const sha1 = createHash("sha1");
  const sha256 = createHash("sha256");
  let crc = 0;
  let size = 0;
  return {
    async *pass(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        size += chunk.length;
        crc = crc32(chunk, crc);
        md5.update(chunk);
        if (wanted.has("sha1")) sha1.update(chunk);
        if (wanted.has("sha256")) sha256.update(chunk);
        yield chunk;
      }
    },
    finish(): Digest {
      return {
        size,
        md5: md5.digest(),
        crc32: encodeCrc(crc),
        sha1: sha1.digest("base64"),
        sha256: sha256.digest("base64"),
      };
    },
  };
}

/** The checksums that a request's headers or trailers carry. */
export function checksumsIn(read: (header: string) => string | null | undefined): Map<ChecksumName, string> {
  const found = new Map<ChecksumName, string>();
  for (const name of knownChecksums) {
    const value = read(`x-amz-checksum-${name}`);
    if (value) found.set(name, value);
  }
  return found;
}

/** @throws {ServiceError} `BadDigest` or `XAmzContentSHA256Mismatch` when the bytes are not those that the client meant. */
export function verifyDigest(digest: Digest, sent: ReadonlyMap<ChecksumName, string>, headers: Headers): void {
  for (const name of verifiedChecksums) {
    const value = sent.get(name);
    if (value !== undefined && value !== digest[name]) {
      throw new ServiceError(
        "BadDigest",
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
  const md5 = headers.get("content-md5");
  if (md5 !== null && md5 !== digest.md5.toString("base64")) {
    throw new ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const signed = headers.get("x-amz-content-sha256") ?? "";
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== Buffer.from(digest.sha256, "base64").toString("hex")) {
    throw new ServiceError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

/** Which digests a request needs beside those that are always taken. */
export function wantedDigests(headers: Headers, sent: ReadonlyMap<ChecksumName, string>): Set<ChecksumName> {
  const wanted = new Set<ChecksumName>(sent.keys());
  const trailer = headers.get("x-amz-trailer") ?? "";
  for (const name of knownChecksums) if (trailer.includes(`x-amz-checksum-${name}`)) wanted.add(name);
  if (/^[0-9a-f]{64}$/.test(headers.get("x-amz-content-sha256") ?? "")) wanted.add("sha256");
  return wanted;
}

/** The CRC32 of bytes in memory, as S3 writes it. */
export function crc32Of(bytes: Uint8Array): string {
  return encodeCrc(crc32(bytes));
}

function encodeCrc(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString("base64");
}
