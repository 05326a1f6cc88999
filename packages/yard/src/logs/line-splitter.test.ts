import { expect, it } from "vitest";

import { LineSplitter } from "./line-splitter.ts";

function split(bytes: Buffer, step: number): string[] {
  const splitter = new LineSplitter();
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += step)
    lines.push(...splitter.push(bytes.subarray(start, start + step)));
  return [...lines, ...splitter.finish()];
}

it.each([1, 2, 3, 5, 1000])("gives the same lines when bytes come %i at a time", (step) => {
  expect(split(Buffer.from("ä😀\n\r10%\r20%\n\n\nlast €"), step)).toEqual(["ä😀", "\r10%\r20%", "last €"]);
});

it("cuts a line of more than 256 KB between characters, and loses none", () => {
  const line = `x${"😀".repeat(150_000)}`;
  for (const step of [4096, 10_000_000]) {
    const parts = split(Buffer.from(`${line}\nnext\n`), step);
    expect(parts.at(-1)).toBe("next");
    expect(parts.slice(0, -1).join("")).toBe(line);
    expect(parts.map((part) => Buffer.byteLength(part) <= 256 * 1024)).not.toContain(false);
  }
});
