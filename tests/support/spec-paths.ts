import type { SpecPath } from "@switchyard/core";

/** Every leaf of the spec. A leaf that is missing here does not compile. */
const paths: Record<SpecPath, true> = {
  name: true,
  source: true,
  entryPoint: true,
  args: true,
  scriptArgs: true,
  "resources.accelerator": true,
  "resources.acceleratorsPerNode": true,
  "resources.nodes": true,
  "resources.spot": true,
  "resources.maxRuntime": true,
  "resources.disk": true,
  "environment.transformers": true,
  "environment.python": true,
  "environment.image": true,
  "environment.requirements": true,
  "environment.variables": true,
  "environment.secrets": true,
  inputs: true,
  "outputs.store": true,
  "outputs.checkpoints": true,
  "outputs.hub": true,
  "launch.kind": true,
  "launch.arguments": true,
  "launch.resume": true,
  platforms: true,
};

export const specPaths = Object.keys(paths) as readonly SpecPath[];
