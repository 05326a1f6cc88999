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
  bundle: bundleRule,
  container: containerRule,
  image: imageRule,
  inputs: inputsRule,
  output: outputRule,
  machine: machineRule,
  disk: diskRule,
  runtime: runtimeRule,
  spot: spotRule,
  checkpoints: checkpointsRule,
  secrets: secretsRule,
  overrides: overridesRule,
} as const satisfies Readonly<Record<string, Rule>>;
