import type { Coverage } from "@switchyard/core";
import type { rules } from "./training/rules.ts";

/** Who answers for each leaf of the spec on Azure Machine Learning. An entry that is missing does not compile. */
export const coverage = {
  name: { rule: "identity" },
  source: { rule: "bundle" },
  entryPoint: { by: "launcher" },
  args: { by: "launcher" },
  scriptArgs: { by: "launcher" },
  "resources.accelerator": { rule: "machine" },
  "resources.acceleratorsPerNode": { rule: "machine" },
  "resources.nodes": { rule: "machine" },
  "resources.spot": { rule: "spot" },
  "resources.maxRuntime": { rule: "runtime" },
  "resources.disk": { rule: "disk" },
  "environment.transformers": { by: "launcher" },
  "environment.python": { rule: "image" },
  "environment.image": { rule: "image" },
  "environment.requirements": { by: "launcher" },
  "environment.variables": { by: "launcher" },
  "environment.secrets": { rule: "secrets" },
  inputs: { rule: "inputs" },
  "outputs.store": { rule: "output" },
  "outputs.checkpoints": { rule: "checkpoints" },
  "outputs.hub": {
    unsupported: "An Azure Machine Learning job does not publish its model to the Hugging Face Hub.",
    fix: "Leave `outputs.hub` out, and set `args.push_to_hub` with `args.hub_model_id` and a secret HF_TOKEN: the Trainer uploads then.",
  },
  "launch.kind": { by: "launcher" },
  "launch.arguments": { by: "launcher" },
  "launch.resume": { by: "launcher" },
  platforms: { rule: "overrides" },
} as const satisfies Coverage<keyof typeof rules>;
