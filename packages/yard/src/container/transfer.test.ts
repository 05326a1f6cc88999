import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { ObjectStore } from "../s3/object-store.ts";
import { download, putStream } from "./transfer.ts";

let folder: string;
let store: ObjectStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "yard-test-"));
  store = new ObjectStore({ folder: join(folder, "objects"), strictBuckets: false });
  for (const key of ["data/train/a.txt", "data/train/deep/b.txt", "data/train2/c.txt", "data/empty/"]) {
    await putStream(store, "bucket", key, bytesOf(key));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function downloaded(uri: string, takes?: (index: number) => boolean): Promise<string[]> {
  const target = join(folder, "target");
  await download(store, uri, target, takes);
  if (!existsSync(target)) return [];
  const entries = readdirSync(target, { recursive: true, withFileTypes: true });
  return entries
    .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(target.length + 1)] : []))
    .sort();
}

it.each([
  ["s3://bucket/data/train/", ["a.txt", "deep/b.txt"]],
  ["s3://bucket/data/train/a.txt", ["a.txt"]],
  ["s3://bucket/data/train", ["a.txt", "deep/b.txt", "train2/c.txt"]],
  ["s3://bucket/data/tra", ["train/a.txt", "train/deep/b.txt", "train2/c.txt"]],
  ["s3://bucket/data/empty/", []],
  ["s3://bucket/nothing", []],
])("lays %s out below its channel", async (uri, files) => {
  expect(await downloaded(uri)).toEqual(files);
});

it("takes a share of the objects where each instance gets its own", async () => {
  expect(await downloaded("s3://bucket/data/train/", (index) => index % 2 === 1)).toEqual(["deep/b.txt"]);
});

it("refuses a key that points outside of its channel", async () => {
  await putStream(store, "bucket", "evil/../../../escaped", bytesOf("x"));
  await expect(downloaded("s3://bucket/evil/")).rejects.toThrow("points outside of its channel");
  expect(existsSync(join(folder, "../escaped"))).toBe(false);
});

it("copies bytes as they are", async () => {
  await downloaded("s3://bucket/data/train/");
  expect(readFileSync(join(folder, "target/deep/b.txt"), "utf8")).toBe("data/train/deep/b.txt");
});
