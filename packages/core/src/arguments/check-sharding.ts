import type { Diagnostic } from "../contract/diagnostic.ts";
import type { AccelerateSetup } from "./check-accelerate.ts";
import { dialectOf } from "./dialect.ts";
import { booleanOf } from "./fsdp-setup.ts";
import { isObject } from "./json-text.ts";
import { makeSettings, usesDeepSpeed, usesFsdp } from "./settings.ts";

/** Settings of FSDP that TrainingArguments do not pass on, so that a variable is their only way (accelerate 1.15). */
const onlyByVariable = new Set(["FSDP_ACTIVATION_CHECKPOINTING_OFFLOAD", "FSDP_IGNORED_MODULES"]);

/** Whether TrainingArguments say that ranks share the model, and by which of them. */
export function shardingArgument({ args, version }: AccelerateSetup): "fsdp" | "deepspeed" | undefined {
  const { dialect } = dialectOf(version);
  if (dialect === undefined || !isObject(args)) return undefined;
  const settings = makeSettings(args, dialect);
  if (usesFsdp(settings)) return "fsdp";
  return usesDeepSpeed(settings) ? "deepspeed" : undefined;
}

/**
 * FSDP and DeepSpeed are configured by TrainingArguments or by variables, never by both: accelerate would mix the two,
 * and the launcher refuses it on the machine.
 */
export function checkSharding(setup: AccelerateSetup, path: string): Diagnostic[] {
  const argument = shardingArgument(setup);
  const variable = Object.entries(setup.variables).find(([name, value]) => configures(name, value))?.[0];
  if (argument === undefined || variable === undefined) return [];
  return [
    {
      severity: "error",
      code: "sharding-twice",
      path: `${path}.${variable}`,
      message: `\`args.${argument}\` and \`${variable}\` both say how the ranks share the model, and accelerate would mix the two.`,
      fix: `Keep \`args.${argument}\` and take the variables out, or the other way round.`,
    },
  ];
}

function configures(name: string, value: string): boolean {
  if (name === "ACCELERATE_USE_FSDP" || name === "ACCELERATE_USE_DEEPSPEED") return booleanOf(value) === true;
  return /^(?:FSDP_|ACCELERATE_DEEPSPEED_)/.test(name) && !onlyByVariable.has(name);
}
