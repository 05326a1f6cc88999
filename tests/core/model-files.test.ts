import { modelFiles, type ModelFile, type TrainedModel } from "@switchyard/core";
import { expect, it } from "vitest";
import { memoryCloud, memoryPlatform, type MemoryCloud } from "../support/memory-driver.ts";

const model = (artifact?: string): TrainedModel => ({
  job: "memory://job",
  metrics: {},
  ...(artifact === undefined ? {} : { artifact }),
});

function setUp(objects: Readonly<Record<string, string>>) {
  const cloud: MemoryCloud = memoryCloud();
  for (const [uri, text] of Object.entries(objects)) cloud.objects.set(uri, Buffer.from(text));
  return { cloud, options: { platforms: [memoryPlatform(cloud)] } };
}

async function textOf(file: ModelFile | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file?.read() ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

it("gives an archive as one file, and a folder as its files", async () => {
  const { options } = setUp({
    "memory://models/model.tar.gz": "packed",
    "memory://open/config.json": "{}",
    "memory://open/weights/part-1": "weights",
    "memory://opener/other": "no",
  });
  const [packed, ...none] = await modelFiles(model("memory://models/model.tar.gz"), options);
  expect([packed?.path, packed?.bytes, await textOf(packed), none]).toEqual(["model.tar.gz", 6, "packed", []]);
  for (const artifact of ["memory://open", "memory://open/"]) {
    const files = await modelFiles(model(artifact), options);
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["config.json", 2],
      ["weights/part-1", 7],
    ]);
    expect(await textOf(files[1])).toBe("weights");
  }
});

it("asks again when the store is busy", async () => {
  const { cloud, options } = setUp({ "memory://open/a": "a" });
  let drops = 2;
  cloud.fault = (call) => (call === "list" && drops-- > 0 ? "drop" : undefined);
  expect((await modelFiles(model("memory://open/"), options)).map(({ path }) => path)).toEqual(["a"]);
});

it.each([
  [undefined, "not-found"],
  ["memory://nothing/here", "not-found"],
  ["s3://bucket/model", "unsupported"],
])("says what is wrong with %s", async (artifact, code) => {
  await expect(modelFiles(model(artifact), setUp({}).options)).rejects.toMatchObject({ code });
});
