import { createHash, randomUUID } from "node:crypto";

import type { Call } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import type { S3Address } from "./address.ts";
import { type ChecksumName, crc32Of } from "./digest.ts";
import type { ObjectStore } from "./object-store.ts";
import { checksumHeaders, objectHeaders, type Received, receiveBody } from "./receive.ts";
import { readXml, unescapeXml, writeXml } from "./xml.ts";

interface Upload extends S3Address {
  readonly headers: Record<string, string>;
  readonly parts: Map<number, Received>;
}

/** Uploads in parts: each part is a file until the upload is completed or aborted. */
export class MultipartUploads {
  readonly #store: ObjectStore;
  readonly #uploads = new Map<string, Upload>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  create({ bucket, key }: S3Address, call: Call): Response {
    this.#store.bucket(bucket);
    const id = randomUUID();
    this.#uploads.set(id, { bucket, key, headers: objectHeaders(call.request.headers), parts: new Map() });
    const names = ["x-amz-checksum-algorithm", "x-amz-checksum-type"];
    const echoed = names.flatMap((name) =>
      call.request.headers.has(name) ? [[name, call.request.headers.get(name) ?? ""]] : [],
    );
    return xml(
      writeXml("InitiateMultipartUploadResult", [
        ["Bucket", bucket],
        ["Key", key],
        ["UploadId", id],
      ]),
      Object.fromEntries(echoed),
    );
  }

  async part(call: Call): Promise<Response> {
    const { parts } = this.#find(call);
    const number = Number(call.url.searchParams.get("partNumber"));
    if (!Number.isInteger(number) || number < 1 || number > 10_000) {
      throw new ServiceError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }
    const received = await receiveBody(this.#store, call);
    const previous = parts.get(number);
    parts.set(number, received);
    if (previous !== undefined) await this.#store.discard(previous.file);
    return new Response(null, { headers: { etag: etagOf(received), ...checksumHeaders(received.checksums) } });
  }

  async complete({ bucket, key }: S3Address, call: Call): Promise<Response> {
    const upload = this.#find(call);
    const chosen = readXml(await call.request.text(), "Part").map((part) => choose(upload, part));
    if (chosen.length === 0)
      throw new ServiceError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
      );
    if (chosen.some(({ number }, index) => number <= (chosen[index - 1]?.number ?? 0))) {
      throw new ServiceError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
      );
    }
    const parts = chosen.map(({ part }) => part);
    this.#uploads.delete(call.url.searchParams.get("uploadId") ?? "");
    const file = await this.#store.joinFiles(parts.map((part) => part.file));
    await this.#discardExcept(upload, new Set(parts));
    const size = parts.reduce((total, part) => total + part.digest.size, 0);
    const etag = `"${createHash("md5")
      .update(Buffer.concat(parts.map((part) => part.digest.md5)))
      .digest("hex")}-${parts.length}"`;
    const checksums = compositeChecksums(parts);
    await this.#store.put(bucket, { key, file, size, etag, modified: new Date(), headers: upload.headers, checksums });
    const location = `${call.url.origin}/${bucket}/${key}`;
    return xml(
      writeXml("CompleteMultipartUploadResult", [
        ["Location", location],
        ["Bucket", bucket],
        ["Key", key],
        ["ETag", etag],
      ]),
    );
  }

  async abort(call: Call): Promise<Response> {
    const upload = this.#find(call);
    this.#uploads.delete(call.url.searchParams.get("uploadId") ?? "");
    await this.#discardExcept(upload, new Set());
    return new Response(null, { status: 204 });
  }

  async #discardExcept(upload: Upload, used: ReadonlySet<Received>): Promise<void> {
    const unused = [...upload.parts.values()].filter((part) => !used.has(part));
    await Promise.all(unused.map((part) => this.#store.discard(part.file)));
  }

  #find(call: Call): Upload {
    const upload = this.#uploads.get(call.url.searchParams.get("uploadId") ?? "");
    if (upload !== undefined) return upload;
    throw new ServiceError(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      404,
    );
  }
}

function choose(upload: Upload, document: string): { number: number; part: Received } {
  const number = Number(readXml(document, "PartNumber")[0]);
  const etag = unescapeXml(readXml(document, "ETag")[0] ?? "").replaceAll('"', "");
  const part = upload.parts.get(number);
  if (part !== undefined && part.digest.md5.toString("hex") === etag) return { number, part };
  throw new ServiceError(
    "InvalidPart",
    "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.",
  );
}

/** S3's composite CRC32: the checksum of the parts' checksums, with the number of parts behind it. */
function compositeChecksums(parts: readonly Received[]): ReadonlyMap<ChecksumName, string> {
  const bytes = parts.map((part) => Buffer.from(part.digest.crc32, "base64"));
  return new Map([["crc32", `${crc32Of(Buffer.concat(bytes))}-${parts.length}`]]);
}

const etagOf = (part: Received): string => `"${part.digest.md5.toString("hex")}"`;

function xml(document: string, headers: Record<string, string> = {}): Response {
  return new Response(document, { headers: { "content-type": "application/xml", ...headers } });
}
