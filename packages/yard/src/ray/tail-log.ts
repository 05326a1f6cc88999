import { setTimeout } from "node:timers/promises";

import { ServiceError } from "../service/service-error.ts";
import type { JobLogs } from "./job-log.ts";
import { decode } from "./job-log.ts";
import type { RayJob } from "./ray-job.ts";

const longestFrame = { lines: 10, characters: 20_000 };
/** Ray looks for new lines once a second; a yard is faster. */
const pause = 100;

/**
 * The frames of a log's WebSocket, from the first line on. A frame has up to ten lines, or just over 20,000 characters,
 * and may end within a line. It ends when the job has, and at the first byte that is no UTF-8.
 */
export async function* tailLog(job: RayJob, logs: JobLogs, signal: AbortSignal): AsyncGenerator<string> {
  let place = 0;
  for (let last = false; !signal.aborted;) {
    const bytes = wholeCharacters(logs.exists(job.id) ? await logs.since(job.id, place) : Buffer.alloc(0));
    place += bytes.length;
    try {
      yield* framesOf(decode(bytes));
    } catch (error) {
      if (error instanceof ServiceError) return;
      throw error;
    }
    if (bytes.length > 0) continue;
    if (last) return;
    // What was written between the look at the file and the end is read once more.
    last = job.ended;
    if (!last) await setTimeout(pause, undefined, { signal }).catch(() => undefined);
  }
}

function* framesOf(text: string): Generator<string> {
  let frame = "";
  let lines = 0;
  for (const [line] of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    frame += line;
    lines += 1;
    if (lines < longestFrame.lines && frame.length <= longestFrame.characters) continue;
    yield frame;
    [frame, lines] = ["", 0];
  }
  if (frame !== "") yield frame;
}

/** Without the beginning of a character whose other bytes are still to come. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return wanted > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
