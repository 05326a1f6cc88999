import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTrainer, nodeHost } from "@switchyard/core/node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { modelPlatform } from "../support/model-platform.ts";

const spec = { name: "once", source: "code", entryPoint: "train.py", args: { seed: 1 } } as const;
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-load-"));
  await mkdir(join(folder, "code"));
  await writeFile(join(folder, "code/train.py"), "print(1)\n");
});
afterEach(() => rm(folder, { recursive: true }));

it("plans a loaded trainer as it plans its spec, and reads its folder no more", async () => {
  const plan = await modelPlatform(nodeHost).estimator(spec, { folder }).plan();
  const trainer = await loadTrainer(spec, { folder });
  await rm(join(folder, "code/train.py"));
  const estimator = modelPlatform(nodeHost).estimator(trainer);
  expect(estimator.spec).toEqual(spec);
  expect(await estimator.plan()).toEqual(plan);
  await expect(modelPlatform(nodeHost).estimator(spec, { folder }).plan()).rejects.toThrow();
});

it("refuses what a plan refuses, every problem at once", async () => {
  const wrong = { ...spec, name: "no name", args: { sead: 1 } } as never;
  await expect(loadTrainer(wrong, { folder })).rejects.toMatchObject({
    issues: [{ path: "name" }, { path: "args.sead" }],
  });
  await expect(loadTrainer({ ...spec, source: "gone" }, { folder })).rejects.toMatchObject({
    issues: [{ code: "missing-folder", path: "source" }],
  });
});
