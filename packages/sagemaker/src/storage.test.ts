import { createHash } from "node:crypto";
import { SwitchyardError, type Bytes, type ObjectStore } from "@switchyard/core";
import { createYard, type Yard } from "@switchyard/yard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lazyClients } from "./clients.ts";
import { resolveSettings } from "./settings.ts";
import { parseLocation, s3Store } from "./storage.ts";

let yard: Yard;
let store: ObjectStore;

beforeAll(async () => {
  yard = createYard();
  const { url } = await yard.listen();
  const settings = resolveSettings(
    { endpoint: url, credentials: { accessKeyId: "test", secretAccessKey: "test" } },
    () => undefined,
  );
  store = s3Store(lazyClients(settings), () => "us-east-1");
});

afterAll(() => yard.close());

async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(size).fill(index);
}

async function digest(bytes: Bytes): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest("hex") };
}

describe("objects on S3", () => {
  it.each([
    ["nothing", 0, 0],
    ["a few bytes", 3, 5],
    ["more than two parts", 70, 256 * 1024],
  ])("of %s come back as they were put", async (name, count, size) => {
    const uri = `s3://bucket/put/${name}.bin`;
    await store.put(uri, chunks(count, size));
    expect(await store.head(uri)).toEqual({ size: count * size });
    expect(await digest(store.get(uri))).toEqual(await digest(chunks(count, size)));
  });

  it("are put in parts when they are large", () => {
    expect(yard.requests.filter(({ operation }) => operation === "UploadPart").length).toBe(3);
  });

  it("are created once: of many at the same time one alone, and the others leave it as it is", async () => {
    const uri = "s3://bucket/create/once";
    const create = store.create?.bind(store) ?? (() => Promise.reject(new Error("S3 can create.")));
    const made = await Promise.all([1, 2, 3, 4].map((byte) => create(uri, new Uint8Array([byte]))));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await digest(store.get(uri))).toEqual(
      await digest(
        (async function* () {
          yield new Uint8Array([made.indexOf(true) + 1]);
        })(),
      ),
    );
    expect(await create(uri, new Uint8Array([9]))).toBe(false);
  });

  it("are listed below a prefix and removed", async () => {
    for (const key of ["a", "b/c"]) await store.put(`s3://bucket/list/${key}`, chunks(1, 4));
    const found: { uri: string; size: number }[] = [];
    for await (const item of store.list("s3://bucket/list/")) found.push(item);
    expect(found).toEqual([
      { uri: "s3://bucket/list/a", size: 4 },
      { uri: "s3://bucket/list/b/c", size: 4 },
    ]);
    await store.remove("s3://bucket/list/a");
    expect(await store.head("s3://bucket/list/a")).toBeUndefined();
    await store.remove("s3://bucket/list/a");
  });

  it("that do not exist are not found", async () => {
    expect(await store.head("s3://bucket/none")).toBeUndefined();
    const error: unknown = await digest(store.get("s3://bucket/none")).catch((reason: unknown) => reason);
    expect(SwitchyardError.is(error, "not-found")).toBe(true);
  });

  it("do not exist at all when their bytes fail on the way", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* chunks(40, 256 * 1024);
      throw new SwitchyardError("request", "A file changed since it was read.");
    }
    await expect(store.put("s3://bucket/broken", broken())).rejects.toThrow("A file changed");
    expect(await store.head("s3://bucket/broken")).toBeUndefined();
  });

  it("are left alone when the caller gives up", async () => {
    const controller = new AbortController();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield* chunks(40, 256 * 1024);
      controller.abort(new Error("enough"));
      yield* chunks(40, 256 * 1024);
    }
    await expect(store.put("s3://bucket/slow", slow(), { signal: controller.signal })).rejects.toThrow("enough");
    expect(await store.head("s3://bucket/slow")).toBeUndefined();
  });
});

it("a location is a bucket and a key", () => {
  expect(parseLocation("s3://bucket/a/b c")).toEqual({ Bucket: "bucket", Key: "a/b c" });
  expect(parseLocation("s3://bucket")).toEqual({ Bucket: "bucket", Key: "" });
  expect(() => parseLocation("gs://bucket/a")).toThrow("Allowed: s3://BUCKET/KEY.");
});
