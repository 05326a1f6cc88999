import type { BundleFile } from "../contract/host.ts";
import type { Bytes } from "../contract/store.ts";
import { configError } from "../errors/config-error.ts";

/** APPNOTE.TXT 4.4: version 2.0; deflated; names in UTF-8; size and checksum behind the data. */
const version = 20;
const deflated = 8;
const flags = 0x0808;
/** 1 January 1980, the beginning of a zip's time. */
const date = 0x0021;
const madeOnUnix = (3 << 8) | version;
const mostEntries = 0xffff;
const mostBytes = 0xffff_ffff;

interface Entry {
  readonly name: Buffer;
  readonly mode: number;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
}

/**
 * A zip, streamed in constant memory: what stands before the data leaves sizes open, and the directory at the end has them.
 *
 * @throws {ConfigError} when it has more files or bytes than a zip without extensions can hold.
 */
export async function* zip(files: readonly BundleFile[], read: (file: BundleFile) => AsyncIterable<Uint8Array>): Bytes {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (files.length > mostEntries || total > mostBytes) throw tooLarge(files.length, total);
  const { crc32, createDeflateRaw } = await import("node:zlib");
  const entries: Entry[] = [];
  let written = 0;
  const counted = (piece: Uint8Array): Uint8Array => {
    written += piece.length;
    return piece;
  };
  for (const file of files) {
    const name = Buffer.from(file.path);
    const offset = written;
    yield counted(localHeader(name));
    const start = written;
    let [crc, bytes] = [0, 0];
    const source = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of read(file)) {
        crc = crc32(chunk, crc);
        bytes += chunk.length;
        yield chunk;
      }
    };
    for await (const chunk of through(source(), createDeflateRaw())) yield counted(chunk);
    const entry = { name, mode: file.executable ? 0o755 : 0o644, offset, crc, packed: written - start, bytes };
    entries.push(entry);
    yield counted(sizes(entry));
  }
  yield* directory(entries, written);
}

/** Everything that a transformation makes of a source; an error of either ends it. */
async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: import("node:zlib").DeflateRaw,
): AsyncGenerator<Uint8Array> {
  const { pipeline } = await import("node:stream/promises");
  const piping = pipeline(source, transform).catch((error: unknown) => {
    transform.destroy(error as Error);
  });
  try {
    yield* transform as AsyncIterable<Uint8Array>;
    await piping;
  } finally {
    transform.destroy();
  }
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt16LE(date, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function sizes({ crc, packed, bytes }: Entry): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(packed, 8);
  descriptor.writeUInt32LE(bytes, 12);
  return descriptor;
}

function* directory(entries: readonly Entry[], start: number): Generator<Uint8Array> {
  let length = 0;
  for (const { name, mode, offset, crc, packed, bytes } of entries) {
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(madeOnUnix, 4);
    header.writeUInt16LE(version, 6);
    header.writeUInt16LE(flags, 8);
    header.writeUInt16LE(deflated, 10);
    header.writeUInt16LE(date, 14);
    header.writeUInt32LE(crc, 16);
    header.writeUInt32LE(packed, 20);
    header.writeUInt32LE(bytes, 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(((0o100_000 | mode) << 16) >>> 0, 38);
    header.writeUInt32LE(offset, 42);
    length += header.length + name.length;
    yield Buffer.concat([header, name]);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(start, 16);
  yield end;
}

function tooLarge(files: number, bytes: number): Error {
  return configError(
    "large-bundle",
    "source",
    `Found ${files} files with ${bytes} bytes. A zip holds at most ${mostEntries} files and ${mostBytes} bytes.`,
    "Leave data out of the folder by a .switchyardignore, and read it by `inputs`.",
  );
}
