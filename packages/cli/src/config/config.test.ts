import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakePlatforms } from "../testing/fake-platform.ts";
import { fakeShell } from "../testing/fake-shell.ts";
import { applyAddress } from "./address-flag.ts";
import { choosePlatforms } from "./choose-platforms.ts";
import { loadConfig } from "./load-config.ts";

const { platforms } = fakePlatforms();
const none = { config: undefined, set: [] };

describe("loadConfig", () => {
  let here = "";
  let beside = "";
  beforeEach(async () => {
    here = await mkdtemp(join(tmpdir(), "switchyard-here-"));
    beside = await mkdtemp(join(tmpdir(), "switchyard-beside-"));
  });
  afterEach(async () => {
    await rm(here, { recursive: true });
    await rm(beside, { recursive: true });
  });
  const load = (flags: Partial<typeof none> = {}) =>
    loadConfig({ ...none, ...flags }, fakeShell({ platforms, directory: here }), beside);

  it("is empty where there is none", async () => {
    expect(await load()).toEqual({ platforms: {} });
  });

  it("prefers the one beside the spec to the one in the working directory", async () => {
    await writeFile(join(here, "switchyard.config.json"), '{"platforms": {"sagemaker": {"region": "here"}}}');
    expect(await load()).toEqual({ platforms: { sagemaker: { region: "here" } } });
    await writeFile(join(beside, "switchyard.config.yaml"), "platforms:\n  sagemaker:\n    region: beside\n");
    expect(await load()).toEqual({ platforms: { sagemaker: { region: "beside" } } });
  });

  it("reads a TypeScript one", async () => {
    await writeFile(
      join(here, "switchyard.config.mts"),
      'const region: string = "typed";\nexport default { platforms: { sagemaker: { region } } };',
    );
    expect(await load()).toEqual({ platforms: { sagemaker: { region: "typed" } } });
  });

  it("takes the file that --config names, and lays --set over it", async () => {
    await writeFile(join(here, "other.yaml"), "platforms: { sagemaker: { region: a, role: b } }");
    const found = await load({
      config: "other.yaml",
      set: ["sagemaker.role=x=y", "sagemaker.pollInterval=20"] as never[],
    } as never);
    expect(found).toEqual({ platforms: { sagemaker: { region: "a", role: "x=y", pollInterval: 20 } } });
  });

  it("refuses two in one folder", async () => {
    await writeFile(join(here, "switchyard.config.json"), "{}");
    await writeFile(join(here, "switchyard.config.yml"), "{}");
    await expect(load()).rejects.toThrow("Both switchyard.config.json and switchyard.config.yml are there. Keep one.");
  });

  it.each([
    ["[]", "The configuration must be an object."],
    ["platfroms: {}", "Did you mean platforms?"],
    ["sagemaker: {}", "Did you mean platforms.sagemaker?"],
    ["platforms: 3", "platforms: It must be an object"],
    ["platforms: { sagemaker: us-east-1 }", "platforms.sagemaker: Settings must be an object."],
    ["platforms: { sagemakr: {} }", "Did you mean sagemaker?"],
    ["platforms: { slurm: {} }", 'There is no platform "slurm". Available: sagemaker.'],
  ])("refuses %j", async (text, expected) => {
    await writeFile(join(here, "switchyard.config.yaml"), text);
    await expect(load()).rejects.toThrow(expected);
  });

  it.each([
    ["region=x", "is no setting"],
    ["sagemakr.region=x", "Did you mean sagemaker?"],
  ])("refuses --set %s", async (flag, expected) => {
    await expect(load({ set: [flag] as never[] } as never)).rejects.toThrow(expected);
  });
});

describe("choosePlatforms", () => {
  it("takes each that --on names once, in order", () => {
    expect(choosePlatforms("sagemaker, sagemaker", { platforms: {} }, platforms)).toEqual(["sagemaker"]);
  });
  it("takes the only configured one", () => {
    expect(choosePlatforms(undefined, { platforms: { sagemaker: {} } }, platforms)).toEqual(["sagemaker"]);
  });
  it("lists what there is when nothing is named", () => {
    expect(() => choosePlatforms(undefined, { platforms: {} }, platforms)).toThrow("Write --on sagemaker.");
    expect(() => choosePlatforms("slurm", { platforms: {} }, platforms)).toThrow(
      'There is no platform "slurm". Available: sagemaker.',
    );
    expect(() => choosePlatforms("", { platforms: {} }, platforms)).toThrow("Available: sagemaker.");
  });
});

describe("applyAddress", () => {
  const config = { platforms: { ray: { address: "http://configured:8265", store: "s3://bucket/runs" } } };
  it("lays --address over what the configuration says of Ray", () => {
    expect(applyAddress(config, "http://given:8265", ["sagemaker", "ray"]).platforms["ray"]).toEqual({
      address: "http://given:8265",
      store: "s3://bucket/runs",
    });
    expect(applyAddress({ platforms: {} }, "http://given:8265", ["ray"]).platforms).toEqual({
      ray: { address: "http://given:8265" },
    });
    expect(applyAddress(config, undefined, ["sagemaker"])).toBe(config);
  });
  it("is refused where no Ray is asked", () => {
    expect(() => applyAddress(config, "http://given:8265", ["sagemaker"])).toThrow("Write --on ray, or leave it out.");
  });
});
