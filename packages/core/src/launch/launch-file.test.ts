import { expect, it } from "vitest";
import type { TrainerSpec } from "../contract/spec.ts";
import type { TrainingTranslator } from "../contract/driver.ts";
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

function textsOf(change: Partial<TrainerSpec>) {
  const spec: TrainerSpec = { name: "a", source: ".", entryPoint: "train.py", ...change };
  const texts = launchTexts({ spec, resources, release: "5", translator }, "cafe");
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
      processesPerNode: 2,
      inputs: { train: { environment: "IN" } },
      output: "/out",
      model: { environment: "MODEL" },
      graceSeconds: 9,
    },
  });
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
