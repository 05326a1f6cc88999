import type { LogEvent, LogStream } from "./log-stream.ts";

/** Which events a page may hold. */
export interface PageFilter {
  readonly limit: number;
  /** Events at this time or later. */
  readonly startTime: number;
  /** Events before this time. */
  readonly endTime: number;
}

/** A page of events in order of time, and the byte offsets of its two ends. */
export interface Page {
  readonly events: readonly LogEvent[];
  readonly start: number;
  readonly end: number;
}

const chunkBytes = 256 * 1024;
const newline = 0x0a;
/** CloudWatch ends a page at 1 MB; an event counts its message and 26 bytes. */
const pageBytes = 1024 * 1024;
const eventOverhead = 26;
/** Bytes looked through for one page: behind a time filter a page may be empty although more follow. */
const scannedBytes = 8 * 1024 * 1024;

/** Reads forward from a position. */
export async function readForward(stream: LogStream, from: number, filter: PageFilter): Promise<Page> {
  const page = createPage(filter);
  let position = from;
  let held = Buffer.alloc(0);
  while (position + held.length < stream.size && position - from < scannedBytes) {
    held = Buffer.concat([held, await stream.read(position + held.length, chunkBytes)]);
    let start = 0;
    for (let end = held.indexOf(newline); end >= 0; end = held.indexOf(newline, start)) {
      if (!page.take(held.toString("utf8", start, end)))
        return { events: page.events, start: from, end: position + start };
      start = end + 1;
    }
    position += start;
    held = held.subarray(start);
  }
  return { events: page.events, start: from, end: position };
}

/** Reads backward from a position; the events come in order of time all the same. */
export async function readBackward(stream: LogStream, before: number, filter: PageFilter): Promise<Page> {
  const page = createPage(filter);
  let position = before;
  let held = Buffer.alloc(0);
  const done = () => ({ events: page.events.reverse(), start: position, end: before });
  while (before - position < scannedBytes) {
    const reach = Math.max(0, position - held.length - chunkBytes);
    const more = await stream.read(reach, position - held.length - reach);
    held = Buffer.concat([more, held]);
    // The last byte is the newline of the last whole record; a record begins behind the newline before it.
    while (held.length > 0) {
      const start = held.length < 2 ? 0 : held.lastIndexOf(newline, held.length - 2) + 1;
      if (start === 0 && reach > 0) break;
      if (!page.take(held.toString("utf8", start, held.length - 1))) return done();
      position -= held.length - start;
      held = held.subarray(0, start);
    }
    if (reach === 0) break;
  }
  return done();
}

function createPage({ limit, startTime, endTime }: PageFilter) {
  const events: LogEvent[] = [];
  let bytes = 0;
  return {
    events,
    /** Takes one record; false when the page is full and the record belongs to the next one. */
    take(record: string): boolean {
      const event = JSON.parse(record) as LogEvent;
      if (event.timestamp < startTime || event.timestamp >= endTime) return true;
      const size = Buffer.byteLength(event.message) + eventOverhead;
      if (events.length === limit || (events.length > 0 && bytes + size > pageBytes)) return false;
      bytes += size;
      events.push(event);
      return true;
    },
  };
}
