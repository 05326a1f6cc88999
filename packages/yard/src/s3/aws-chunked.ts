import { ServiceError } from "../service/service-error.ts";

/** Trailers by lower-case name, filled when the last chunk has been read. */
export type Trailers = Map<string, string>;

export function isAwsChunked(headers: Headers): boolean {
  return (
    (headers.get("content-encoding") ?? "").split(",").some((coding) => coding.trim() === "aws-chunked") ||
    (headers.get("x-amz-content-sha256") ?? "").startsWith("STREAMING-")
  );
}

/**
 * Takes the framing off an `aws-chunked` body as it streams: `size[;chunk-signature=…]\r\n data \r\n`,
 * a chunk of size 0, then trailers. Signatures are not verified.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Uint8Array>,
  trailers: Trailers,
): AsyncGenerator<Uint8Array> {
  const reader = createReader(body);
  for (;;) {
    const size = Number.parseInt((await reader.line()).split(";")[0] ?? "", 16);
    if (Number.isNaN(size)) throw incomplete();
    if (size === 0) break;
    yield* reader.bytes(size);
    await reader.line();
  }
  for (let line = await reader.line(true); line !== ""; line = await reader.line(true)) {
    const colon = line.indexOf(":");
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function createReader(body: AsyncIterable<Uint8Array>) {
  const source = body[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  const pull = async (): Promise<boolean> => {
    const { done, value } = await source.next();
    if (done === true) return false;
    held =
      held.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.concat([held, value]);
    return true;
  };

  return {
    /** The text up to the next line break; the end of the body counts as one where that is allowed. */
    async line(mayEnd = false): Promise<string> {
      for (;;) {
        const end = held.indexOf("\r\n");
        if (end >= 0) {
          const line = held.toString("latin1", 0, end);
          held = held.subarray(end + 2);
          return line;
        }
        if (await pull()) continue;
        if (!mayEnd) throw incomplete();
        return "";
      }
    },
    async *bytes(count: number): AsyncGenerator<Uint8Array> {
      for (let left = count; left > 0;) {
        if (held.length === 0 && !(await pull())) throw incomplete();
        const part = held.subarray(0, left);
        held = held.subarray(part.length);
        left -= part.length;
        if (part.length > 0) yield part;
      }
    },
  };
}

function incomplete(): ServiceError {
  return new ServiceError("IncompleteBody", "The request body terminated unexpectedly.");
}
