import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { BundleFile } from "../contract/host.ts";
import { archive } from "./archive.ts";
import { readSource } from "./read-source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-zip-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What Python's zipfile, by which Ray unpacks, finds in it: path → mode, time and content as hexadecimal digits. */
const readZip = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps({each.filename: [each.external_attr >> 16, each.date_time[0], archive.read(each).hex()]
        for each in archive.infolist()}))
`;

async function packed(files: readonly BundleFile[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive(files, "zip")) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const textFile = (path: string, text: string): BundleFile => ({
  path,
  executable: false,
  sha256: "",
  bytes: Buffer.byteLength(text),
  content: { text },
});

it("a zip holds files, text, modes and names as Python reads them", async () => {
  const noise = randomBytes(3_000_000);
  writeFileSync(join(folder, "weights.bin"), noise);
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  const files = [...(await readSource(".", folder)), textFile("größe/läuft.json", "{ü}")];
  const target = join(folder, "bundle.zip");
  writeFileSync(target, await packed(files));
  const output = execFileSync("python3", ["-c", readZip, target], { encoding: "utf8", maxBuffer: 1 << 28 });
  const found = JSON.parse(output) as Record<string, [mode: number, year: number, content: string]>;
  expect(Object.keys(found)).toEqual(["empty", "run.sh", "weights.bin", "größe/läuft.json"]);
  expect(found["run.sh"]?.slice(0, 2)).toEqual([0o100755, 1980]);
  expect(found["weights.bin"]).toEqual([0o100644, 1980, noise.toString("hex")]);
  expect(found["empty"]?.[2]).toBe("");
  expect(found["größe/läuft.json"]?.[2]).toBe(Buffer.from("{ü}").toString("hex"));
});

it("the same files give the same bytes", async () => {
  const files = [textFile("a", "one".repeat(1000)), textFile("b", "two")];
  expect((await packed(files)).equals(await packed(files))).toBe(true);
});

it("a zip fails when a file changes while it is packed", async () => {
  writeFileSync(join(folder, "train.py"), "one");
  const files = await readSource(".", folder);
  writeFileSync(join(folder, "train.py"), "two");
  await expect(packed(files)).rejects.toThrow("This file changed while it was being uploaded.");
});

it("a zip refuses what it cannot hold", async () => {
  await expect(packed([{ ...textFile("large", ""), bytes: 5_000_000_000 }])).rejects.toThrow("A zip holds at most");
});
