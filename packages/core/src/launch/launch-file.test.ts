import { expect, it } from "vitest";
import type { TrainerSpec } from "../contract/spec.ts";
import type { ResolvedResources, TrainingTranslator } from "../contract/driver.ts";
import { launchTexts } from "./launch-file.ts";

const translator = {
  platform: "memory",
  layout: {
    input: () => ({ environment: "IN" }),
    output: "/out",
    model: { environment: "MODEL" },
    graceSeconds: 9,
  },
} as unknown as TrainingTranslator;
const resources = { accelerator: "cpu", acceleratorsPerNode: 2, nodes: 1, spot: false } as const;

function textsOf(change: Partial<TrainerSpec>, by = translator, on: ResolvedResources = resources, ensured?: string) {
  const spec: TrainerSpec = { name: "a", source: ".", entryPoint: "train.py", ...change };
  const texts = launchTexts({ spec, resources: on, release: "5", ensured, translator: by }, "cafe");
  return Object.fromEntries(texts.map(({ path, text }) => [path, JSON.parse(text) as unknown]));
}

it("gives the script's arguments by its command line", () => {
  expect(textsOf({ args: { seed: 1 }, scriptArgs: { b: 1 }, inputs: { train: "s3://b/x" } })).toEqual({
    "switchyard-launch.json": {
      launchVersion: 1,
      launcher: "cafe",
      platform: "memory",
      kind: "spawn",
      script: "train.py",
      argv: ["--output_dir={output}", "--seed=1", "--b=1"],
      nodes: 1,
      processesPerNode: 2,
      inputs: { train: { environment: "IN" } },
      output: "/out",
      model: { environment: "MODEL" },
      graceSeconds: 9,
    },
  });
});

it("tells who starts the ranks, and where secrets are", () => {
  const secrets = { B: { env: "MINE" }, A: { native: "projects/p/secrets/a" } } as const;
  const file = textsOf({ launch: { kind: "torchrun" }, environment: { secrets } })["switchyard-launch.json"];
  expect(file).toMatchObject({ kind: "torchrun" });
  const ofManager = (layout: object, spec: Partial<TrainerSpec>) =>
    textsOf(spec, { ...translator, layout: { ...translator.layout, ...layout } })["switchyard-launch.json"];
  expect(ofManager({ secretManager: "gcp-secret-manager" }, { environment: { secrets } })).toMatchObject({
    secrets: {
      A: { from: "gcp-secret-manager", name: "projects/p/secrets/a" },
      B: { from: "env", name: "B" },
    },
  });
  expect(file).toMatchObject({ secrets: { A: { from: "env", name: "A" }, B: { from: "env", name: "B" } } });
  expect(ofManager({ startsRanks: true }, { launch: { kind: "spawn" } })).toMatchObject({ kind: "inherit" });
  expect(textsOf({ launch: { kind: "native" } })["switchyard-launch.json"]).toMatchObject({ kind: "inherit" });
});

it("says how many nodes there must be, unless another counts the ranks or only the platform knows", () => {
  const nodesOf = (layout: object, spec: Partial<TrainerSpec> = {}) => {
    const by = { ...translator, layout: { ...translator.layout, ...layout } };
    return textsOf(spec, by, { ...resources, nodes: 3 })["switchyard-launch.json"];
  };
  expect(nodesOf({})).toMatchObject({ nodes: 3 });
  expect(nodesOf({ nodes: () => 4 })).toMatchObject({ nodes: 4 });
  expect(nodesOf({ nodes: () => undefined })).not.toHaveProperty("nodes");
  expect(nodesOf({ startsRanks: true })).not.toHaveProperty("nodes");
  expect(nodesOf({}, { launch: { kind: "native" } })).not.toHaveProperty("nodes");
});

it("starts one process on a machine of a TPU", () => {
  const file = textsOf({}, translator, { ...resources, accelerator: "TPU-v5e", acceleratorsPerNode: 8 });
  expect(file["switchyard-launch.json"]).toMatchObject({ processesPerNode: 1 });
});

it("gives them by a file of their own where the command line cannot", () => {
  const texts = textsOf({ args: { report_to: ["wandb", "mlflow"] } });
  expect(texts["switchyard-arguments.json"]).toEqual({ output_dir: "{output}", report_to: ["wandb", "mlflow"] });
  expect(texts["switchyard-launch.json"]).toMatchObject({ arguments: "switchyard-arguments.json" });
  expect(texts["switchyard-launch.json"]).not.toHaveProperty("argv");
});

it("gives a spec without TrainingArguments no output folder", () => {
  expect(textsOf({})["switchyard-launch.json"]).toMatchObject({ argv: [] });
  expect(textsOf({ launch: { arguments: "json" } })["switchyard-arguments.json"]).toEqual({});
  expect(textsOf({ args: { output_dir: "x" } })["switchyard-launch.json"]).toMatchObject({ argv: ["--output_dir=x"] });
});

it("names the transformers release that the launcher makes sure of, and none where the image's own is right", () => {
  expect(textsOf({}, translator, resources, "5.23")["switchyard-launch.json"]).toMatchObject({ transformers: "5.23" });
  expect(textsOf({ environment: { transformers: "5" } })["switchyard-launch.json"]).not.toHaveProperty("transformers");
});
