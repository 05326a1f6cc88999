import type { Rule } from "./fragment.ts";
import { accountRule } from "./rules/account.ts";
import { checkpointsRule } from "./rules/checkpoints.ts";
import { containerRule } from "./rules/container.ts";
import { bundleRule, inputsRule, outputRule } from "./rules/data.ts";
import { identityRule } from "./rules/identity.ts";
import { imageRule } from "./rules/image.ts";
import { diskRule, machineRule } from "./rules/machines.ts";
import { overridesRule } from "./rules/overrides.ts";
import { secretsRule } from "./rules/secrets.ts";
import { runtimeRule, spotRule } from "./rules/time.ts";

/** The translator: what each rule adds is merged in this order. `coverage.ts` says which leaf of the spec is whose. */
export const rules = {
  identity: identityRule,
  account: accountRule,
  machine: machineRule,
  disk: diskRule,
  image: imageRule,
  container: containerRule,
  bundle: bundleRule,
  inputs: inputsRule,
  secrets: secretsRule,
  output: outputRule,
  runtime: runtimeRule,
  spot: spotRule,
  checkpoints: checkpointsRule,
  overrides: overridesRule,
} as const satisfies Readonly<Record<string, Rule>>;
