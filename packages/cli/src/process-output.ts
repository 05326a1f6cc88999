import { writeSync } from "node:fs";
import type { WriteStream } from "node:tty";
import { fileStatus } from "./file-status.ts";
import type { Output } from "./shell.ts";

/**
 * An output of this process. Node's own stream for it is made only for a terminal and for a reader that is slower than the
 * writer: to make it takes longer than to write a short text.
 */
export function processOutput(descriptor: 1 | 2, makeStream: () => WriteStream, readerGone: () => void): Output {
  let made: WriteStream | undefined;
  const stream = (): WriteStream => {
    if (made !== undefined) return made;
    made = makeStream();
    made.on("error", (error: NodeJS.ErrnoException) => endOf(error, readerGone));
    return made;
  };
  const isTerminal = (): boolean => fileStatus(descriptor).isCharacterDevice() && stream().isTTY === true;
  return {
    write: async (text) => {
      const rest = made === undefined ? writeNow(descriptor, Buffer.from(text), readerGone) : text;
      if (rest.length > 0) await new Promise<void>((resolve) => stream().write(rest, () => resolve()));
    },
    get interactive() {
      return isTerminal();
    },
    get width() {
      return isTerminal() ? (stream().columns ?? 80) : 80;
    },
  };
}

/** Writes what the reader takes at once, and gives back the rest. */
function writeNow(descriptor: number, bytes: Buffer, readerGone: () => void): Buffer {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return bytes.subarray(written);
    endOf(error as NodeJS.ErrnoException, readerGone);
  }
  return Buffer.alloc(0);
}

/** A reader that has gone, as `head` goes, is no error: there is nobody left to tell anything. */
function endOf(error: NodeJS.ErrnoException, readerGone: () => void): void {
  if (error.code !== "EPIPE") throw error;
  readerGone();
}
