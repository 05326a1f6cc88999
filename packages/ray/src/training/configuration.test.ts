import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { inputOf, known, onCloud, plan, problems, resolve } from "../../testing/plan.ts";
import { driverModules } from "../driver.gen.ts";
import type { RaySettings } from "../settings.ts";
import { rayTranslator } from "./translator.ts";

type Given = Parameters<typeof inputOf>;

function configurationOf(spec: Given[0], resources: Given[1] = {}, settings: RaySettings = known): unknown {
  const input = inputOf(spec, resources);
  const files = rayTranslator(resolve(settings)).bundleFiles?.(input.spec, input.resources) ?? [];
  return JSON.parse(files.find(({ path }) => path === "switchyard-ray.json")?.text ?? "null");
}

it("has one worker for each accelerator", () => {
  const resources = { accelerator: "A100-80GB", acceleratorsPerNode: 8, nodes: 2, spot: true } as const;
  expect(
    configurationOf({ args: { save_total_limit: 3 }, inputs: { b: "s3://b/x", a: "gs://a/y" } }, resources),
  ).toEqual({
    configurationVersion: 1,
    scaling_config: {
      num_workers: 16,
      use_gpu: true,
      resources_per_worker: { GPU: 1, CPU: 1 },
      accelerator_type: "A100",
      placement_strategy: "PACK",
    },
    failure_config: { max_failures: 10, controller_failure_limit: 60 },
    checkpoint_config: { num_to_keep: 3 },
    torch_config: {},
    inputs: { a: "gs://a/y", b: "s3://b/x" },
    installs_requirements: false,
  });
});

it.each([
  [{ acceleratorsPerNode: 2 }, { num_workers: 2, resources_per_worker: { CPU: 1 }, placement_strategy: "STRICT_PACK" }],
  [{ nodes: 3 }, { num_workers: 3, resources_per_worker: { CPU: 1 }, placement_strategy: "SPREAD" }],
  [
    { accelerator: "TPU-v6e", acceleratorsPerNode: 4, nodes: 4 } as const,
    {
      num_workers: 4,
      use_tpu: true,
      topology: "4x4",
      accelerator_type: "TPU-V6E",
      resources_per_worker: { TPU: 4 },
      placement_strategy: "SPREAD",
    },
  ],
])("places %j", (resources, scaling_config) => {
  expect(configurationOf({}, resources)).toMatchObject({ scaling_config });
});

it("takes an elastic range and the rest of Ray Train's configuration as overrides", () => {
  const train = { scaling_config: { num_workers: [2, 8] }, torch_config: { timeout_s: 60 } } as const;
  expect(configurationOf({ platforms: { ray: { train } } })).toMatchObject(train);
});

it("refuses what Ray Train does not have, at its place", () => {
  const train = { scaling_config: { num_worker: 2 } } as object;
  expect(problems(plan({ platforms: { ray: { train } } }))).toEqual([
    "error native-unknown platforms.ray.train.scaling_config.num_worker",
  ]);
});

it("installs requirements by the driver where the pods are the job's alone", () => {
  expect(configurationOf({}, { maxRuntimeSeconds: 60 }, onCloud("gke"))).toMatchObject({
    installs_requirements: true,
    max_runtime_seconds: 60,
  });
});

it("is not in the bundle of the plain launcher", () => {
  expect(configurationOf({}, {}, { ...known, train: "launcher" })).toBeNull();
});

it("ships every module of the driver as it stands in its folder", () => {
  const folder = new URL("../../driver/", import.meta.url);
  const modules = readdirSync(folder).filter((path) => path.endsWith(".py"));
  expect(driverModules.map(({ path }) => path)).toEqual(modules.sort());
  for (const { path, text } of driverModules) expect(text).toBe(readFileSync(new URL(path, folder), "utf8"));
  const { spec, resources } = inputOf({});
  expect(rayTranslator(resolve(known)).bundleFiles?.(spec, resources)).toEqual(
    expect.arrayContaining([...driverModules]),
  );
});
