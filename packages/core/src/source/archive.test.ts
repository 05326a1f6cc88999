import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archive } from "./archive.ts";
import { readSource } from "./read-source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("archive", () => {
  it("packs files, text and the executable bit", async () => {
    const noise = randomBytes(3_000_000);
    writeFileSync(join(folder, "weights.bin"), noise);
    writeFileSync(join(folder, `${"long-".repeat(40)}name.txt`), "long");
    writeFileSync(join(folder, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    const text = {
      path: "launch.json",
      executable: false,
      sha256: "",
      bytes: 4,
      content: { text: "{ü" + "}" },
    } as const;
    const found: Record<string, { mode: number | undefined; body: Buffer }> = {};
    const tar = Readable.from(archive([...(await readSource(".", folder)), text]))
      .pipe(createGunzip())
      .pipe(extract());
    for await (const entry of tar) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      found[entry.header.name] = { mode: entry.header.mode, body: Buffer.concat(chunks) };
    }
    expect(Object.keys(found)).toHaveLength(4);
    expect(found["weights.bin"]?.body.equals(noise)).toBe(true);
    expect(found["run.sh"]?.mode).toBe(0o755);
    expect(found["launch.json"]?.body.toString()).toBe("{ü}");
  });

  it("fails when a file changes between the plan and the upload", async () => {
    writeFileSync(join(folder, "train.py"), "one");
    const files = await readSource(".", folder);
    for (const changed of ["two", "longer than before", "s"]) {
      writeFileSync(join(folder, "train.py"), changed);
      await expect(drain(archive(files))).rejects.toThrow();
    }
  });

  it("can be given up in the middle", async () => {
    writeFileSync(join(folder, "weights.bin"), randomBytes(5_000_000));
    for await (const chunk of archive(await readSource(".", folder))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}
