import type { CallOptions } from "@switchyard/core";
import type { JobApi } from "./job-api.ts";

/** What a page holds at most. */
const longestPage = 1 << 20;
const mostLines = 5000;
/** Logs of which something is kept: one that is read no further does not stay for ever. */
const mostWindows = 8;
/** Read ahead in one look at the file, so that a long log is not fetched anew for each page. */
const readAhead = 16 << 20;

/** Whole lines of a log, and the byte behind them. */
export interface LogChunk {
  readonly lines: readonly string[];
  /** Bytes of the log up to the end of these lines. */
  readonly offset: number;
  /** Nothing more was there at this moment. */
  readonly end: boolean;
}

/** Bytes of a file from a place on; `whole`: the file ended with them. */
interface Window {
  readonly start: number;
  readonly bytes: Buffer;
  readonly whole: boolean;
}

/**
 * Reads a driver's log by the bytes that were read before. Ray hands out a log from its beginning or from some line before
 * its end, so that each look fetches it whole; what a look brings beyond a page is kept for the pages that follow.
 */
export class LogPages {
  readonly #api: JobApi;
  readonly #windows = new Map<string, Window>();

  constructor(api: JobApi) {
    this.#api = api;
  }

  /**
   * The lines behind `offset`. Bytes that are no UTF-8 come as U+FFFD.
   *
   * @param isOver whether a line without an end is one: nobody writes to the log any more
   */
  async read(id: string, node: string, offset: number, isOver: boolean, call: CallOptions): Promise<LogChunk> {
    const kept = this.#windows.get(id);
    const known = kept === undefined ? undefined : pageOf(kept, offset, false);
    if (known !== undefined && known.lines.length > 0) return known;
    this.#windows.delete(id);
    const window = await this.#fetch(id, node, offset, call);
    const page = pageOf(window, offset, isOver);
    if (!page.end) this.#keep(id, window);
    return page;
  }

  #keep(id: string, window: Window): void {
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size >= mostWindows) this.#windows.delete(oldest);
    this.#windows.set(id, window);
  }

  async #fetch(id: string, node: string, offset: number, call: CallOptions): Promise<Window> {
    const pieces: Buffer[] = [];
    let at = 0;
    let length = 0;
    for await (const chunk of this.#api.log(id, node, call)) {
      const from = Math.max(0, offset - at);
      at += chunk.length;
      if (from >= chunk.length) continue;
      pieces.push(Buffer.from(chunk).subarray(from));
      length += chunk.length - from;
      if (length >= readAhead) return { start: offset, bytes: Buffer.concat(pieces), whole: false };
    }
    return { start: offset, bytes: Buffer.concat(pieces), whole: true };
  }
}

/** One page of what a window holds behind an offset. A line longer than a window is cut. */
function pageOf({ start, bytes, whole }: Window, offset: number, isOver: boolean): LogChunk {
  const lines: string[] = [];
  let at = offset - start;
  const last = at + longestPage;
  while (at >= 0 && at < bytes.length && at < last && lines.length < mostLines) {
    const newline = bytes.indexOf(0x0a, at);
    const isCut = newline === -1 && (whole ? isOver : at === 0);
    if (newline === -1 && !isCut) return { lines, offset: start + at, end: whole };
    const stop = newline === -1 ? bytes.length : newline;
    lines.push(bytes.toString("utf8", at, stop).replace(/\r$/, ""));
    at = newline === -1 ? stop : stop + 1;
  }
  return { lines, offset: start + at, end: whole && at >= bytes.length };
}
