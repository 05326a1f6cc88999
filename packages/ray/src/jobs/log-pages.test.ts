import fc from "fast-check";
import { expect, it } from "vitest";
import type { JobApi } from "./job-api.ts";
import { LogPages } from "./log-pages.ts";

/** A log that can grow, handed out in pieces of this many bytes. */
function logOf(pieceBytes: number): { api: JobApi; write(bytes: Buffer): void; fetches: () => number } {
  let content = Buffer.alloc(0);
  let fetches = 0;
  const log = async function* (): AsyncGenerator<Uint8Array> {
    fetches += 1;
    for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
  };
  return {
    api: { log } as unknown as JobApi,
    write: (bytes) => void (content = Buffer.concat([content, bytes])),
    fetches: () => fetches,
  };
}

it("gives each line once, however the log grows and however it is cut into pieces", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "ü", "🤗", "\t", " "), maxLength: 12 });
  const lines = fc.array(line, { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.integer({ min: 1, max: 64 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      async (all, piece, cuts) => {
        const text = Buffer.from(all.map((each) => `${each}\n`).join(""));
        const { api, write } = logOf(piece);
        const told: string[] = [];
        let [offset, written] = [0, 0];
        for (const end of [...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length]) {
          write(text.subarray(written, end));
          written = end;
          // Another reader each time: nothing but the offset is carried on.
          const page = await new LogPages(api).read("job", "node", offset, end === text.length, {});
          told.push(...page.lines);
          offset = page.offset;
        }
        expect(told).toEqual(all);
        expect(offset).toBe(text.length);
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});

it("fetches a long log once for many pages", async () => {
  const { api, write, fetches } = logOf(60_000);
  write(Buffer.from(Array.from({ length: 30_000 }, (_, index) => `line ${index}\n`).join("")));
  const pages = new LogPages(api);
  const told: string[] = [];
  for (let [offset, end] = [0, false]; !end;) {
    const page = await pages.read("job", "node", offset, true, {});
    told.push(...page.lines);
    ({ offset, end } = page);
  }
  expect(told).toHaveLength(30_000);
  expect(told.at(-1)).toBe("line 29999");
  expect(fetches()).toBe(1);
});

it("holds a line without an end back until nobody writes any more, and reads bytes that are no text", async () => {
  const { api, write } = logOf(8);
  write(Buffer.from([0x61, 0xff, 0x0d, 0x0a, 0x62]));
  const pages = new LogPages(api);
  expect(await pages.read("job", "node", 0, false, {})).toEqual({ lines: ["a\u{FFFD}"], offset: 4, end: true });
  expect(await pages.read("job", "node", 4, true, {})).toEqual({ lines: ["b"], offset: 5, end: true });
  expect(await pages.read("job", "node", 5, true, {})).toEqual({ lines: [], offset: 5, end: true });
});
