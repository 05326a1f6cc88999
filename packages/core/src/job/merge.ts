import type { LogLine } from "../contract/driver.ts";
import type { StreamPosition } from "./cursor.ts";

/** One stream's page, and how many of its lines were told already. */
export interface StreamPage {
  readonly id: string;
  readonly node: number;
  readonly lines: readonly LogLine[];
  readonly start: StreamPosition;
}

export interface MergedLine {
  readonly page: StreamPage;
  readonly line: LogLine;
  /** Lines of the page up to and including this one. */
  readonly lines: number;
}

/** Lines of several streams by time; within one stream their order stays. */
export function* mergeByTime(pages: readonly StreamPage[]): Generator<MergedLine> {
  const next = pages.map((page) => page.start.lines);
  for (;;) {
    let earliest = -1;
    for (let index = 0; index < pages.length; index += 1) {
      const time = pages[index]?.lines[next[index] ?? 0]?.time;
      if (time === undefined) continue;
      const best = pages[earliest]?.lines[next[earliest] ?? 0]?.time;
      if (best === undefined || time < best) earliest = index;
    }
    const page = pages[earliest];
    if (page === undefined) return;
    const position = next[earliest] ?? 0;
    next[earliest] = position + 1;
    const line = page.lines[position];
    if (line !== undefined) yield { page, line, lines: position + 1 };
  }
}
