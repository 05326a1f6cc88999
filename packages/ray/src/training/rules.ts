import type { Rule } from "./fragment.ts";
import { bundleRule, inputsRule, outputRule } from "./rules/data.ts";
import { checkpointsRule } from "./rules/checkpoints.ts";
import { clusterRule } from "./rules/cluster.ts";
import { containerRule } from "./rules/container.ts";
import { identityRule } from "./rules/identity.ts";
import { imageRule } from "./rules/image.ts";
import { diskRule, machineRule } from "./rules/machines.ts";
import { overridesRule } from "./rules/overrides.ts";
import { requirementsRule } from "./rules/requirements.ts";
import { spotRule } from "./rules/spot.ts";
import { runtimeRule } from "./rules/time.ts";
import { secretsRule, variablesRule } from "./rules/variables.ts";

/** The translator: what each rule adds is merged in this order. `coverage.ts` says which leaf of the spec is whose. */
export const rules = {
  identity: identityRule,
  container: containerRule,
  bundle: bundleRule,
  cluster: clusterRule,
  image: imageRule,
  machine: machineRule,
  disk: diskRule,
  spot: spotRule,
  runtime: runtimeRule,
  requirements: requirementsRule,
  inputs: inputsRule,
  output: outputRule,
  checkpoints: checkpointsRule,
  variables: variablesRule,
  secrets: secretsRule,
  overrides: overridesRule,
} as const satisfies Readonly<Record<string, Rule>>;
