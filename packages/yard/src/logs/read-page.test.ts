import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { LogStream } from "./log-stream.ts";
import { type Page, type PageFilter, readBackward, readForward } from "./read-page.ts";

let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "yard-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everything: PageFilter = { limit: 10_000, startTime: 0, endTime: Infinity };

function createStream(): LogStream {
  files += 1;
  return new LogStream(`stream-${files}`, join(folder, String(files)));
}

/** Follows the tokens of one direction to the end, as a client does. */
async function pages(stream: LogStream, read: typeof readForward, from: number, filter: PageFilter): Promise<Page[]> {
  const found: Page[] = [];
  for (let position = from; ;) {
    const page = await read(stream, position, filter);
    const next = read === readForward ? page.end : page.start;
    if (next === position) return found;
    found.push(page);
    position = next;
  }
}

const messages = (found: readonly Page[]) => found.flatMap(({ events }) => events.map(({ message }) => message));

it("gives every event once in both directions, whatever the sizes of lines and pages", async () => {
  const line = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
    fc.nat(400_000).map((size) => "x".repeat(size + 1)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (lines, limit) => {
      const stream = createStream();
      for (const text of lines) await stream.append([text]);
      const forward = await pages(stream, readForward, 0, { ...everything, limit });
      const backward = await pages(stream, readBackward, stream.size, { ...everything, limit });
      await stream.close();
      expect(messages(forward)).toEqual(lines);
      expect(messages(backward.reverse())).toEqual(lines);
      expect(Math.max(0, ...forward.map(({ events }) => events.length))).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 40 },
  );
});

it("gives an empty page, and goes on behind it, where a time filter skips a long way", async () => {
  const stream = createStream();
  const long = Array.from({ length: 100 }, () => "x".repeat(200_000));
  await stream.append(long);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await stream.append(["late"]);
  const found = await pages(stream, readForward, 0, { ...everything, startTime: stream.lastTime ?? 0 });
  expect(found.map(({ events }) => events.length)).toEqual([0, 0, 1]);
  expect(messages(found)).toEqual(["late"]);
  await stream.close();
});
