import { expect, it } from "vitest";

import { decodeAwsChunked, type Trailers } from "./aws-chunked.ts";

const framed =
  "5;chunk-signature=abc\r\nhello\r\n1\r\n \r\n6\r\nwor\r\nd\r\n0\r\nx-amz-checksum-crc32:AAAA==\r\nx-amz-other: b\r\n\r\n";

async function decode(text: string, step: number): Promise<{ text: string; trailers: Trailers }> {
  const trailers: Trailers = new Map();
  async function* body() {
    for (let start = 0; start < text.length; start += step)
      yield Buffer.from(text.slice(start, start + step), "latin1");
  }
  const parts: Uint8Array[] = [];
  for await (const part of decodeAwsChunked(body(), trailers)) parts.push(part);
  return { text: Buffer.concat(parts).toString("latin1"), trailers };
}

it.each([1, 2, 3, 7, 1000])("takes the frames off when bytes come %i at a time", async (step) => {
  const { text, trailers } = await decode(framed, step);
  expect(text).toBe("hello wor\r\nd");
  expect([...trailers]).toEqual([
    ["x-amz-checksum-crc32", "AAAA=="],
    ["x-amz-other", "b"],
  ]);
});

it("refuses a body that ends too early", async () => {
  await expect(decode(framed.slice(0, 26), 7)).rejects.toMatchObject({ code: "IncompleteBody" });
  await expect(decode("zz\r\n", 7)).rejects.toMatchObject({ code: "IncompleteBody" });
});
