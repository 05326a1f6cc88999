import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";

import { ServiceError } from "../service/service-error.ts";

const newline = 0x0a;
/** How much of a file is read at a time when its end is looked for. */
const blockSize = 64 * 1024;

/** The folder with the logs of drivers, one file for each job. */
export class JobLogs {
  readonly folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
  }

  /** Where the driver of a job writes. */
  path(id: string): string {
    return join(this.folder, `job-driver-${id}.log`);
  }

  /** A line of Ray's own, as its logger writes it. */
  say(id: string, text: string): void {
    const time = new Date().toISOString().replace("T", " ").replace(".", ",").slice(0, 23);
    appendFileSync(this.path(id), `${time}\tINFO job_manager.py:581 -- ${text}\n`);
  }

  exists(id: string): boolean {
    return existsSync(this.path(id));
  }

  /**
   * The whole log as text, with every line break a newline.
   *
   * @throws {ServiceError} `UnicodeDecodeError` where a byte of it is no UTF-8: Ray answers so for ever.
   */
  async text(id: string): Promise<string> {
    return decode(await readFile(this.path(id)));
  }

  /** The last lines as they are, or all of them for a negative count. */
  async lastLines(id: string, count: number): Promise<{ readonly bytes: Buffer; readonly end: number }> {
    const handle = await open(this.path(id));
    try {
      const { size } = await handle.stat();
      const start = count < 0 ? 0 : await startOfLast(handle, size, count);
      const bytes = Buffer.alloc(size - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return { bytes: bytes.subarray(0, bytesRead), end: start + bytesRead };
    } finally {
      await handle.close();
    }
  }

  /** What was written behind a place in the file. */
  async since(id: string, start: number): Promise<Buffer> {
    const handle = await open(this.path(id));
    try {
      const bytes = Buffer.alloc(Math.max(0, (await handle.stat()).size - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

/** Where the last lines begin, looked for from the end of the file. */
async function startOfLast(handle: Handle, size: number, count: number): Promise<number> {
  if (count === 0) return size;
  let left = count;
  for (let end = size; end > 0; end -= blockSize) {
    const start = Math.max(0, end - blockSize);
    const block = Buffer.alloc(end - start);
    await handle.read(block, 0, block.length, start);
    for (let at = block.length - 1; at >= 0; at -= 1) {
      // The line break at the very end of the file begins no line.
      if (block[at] !== newline || start + at === size - 1) continue;
      left -= 1;
      if (left === 0) return start + at + 1;
    }
  }
  return 0;
}

/** Text of bytes as Python's text files read it. */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).replaceAll(/\r\n?/g, "\n");
  } catch {
    throw new ServiceError(
      "UnicodeDecodeError",
      "'utf-8' codec can't decode a byte of the log: invalid start byte",
      500,
    );
  }
}
