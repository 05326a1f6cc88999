import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import { accelerateFamilies, accelerateVariables, type VariableKind } from "./accelerate-variables.data.ts";
import { checkSharding, shardingArgument } from "./check-sharding.ts";
import { booleanOf } from "./fsdp-setup.ts";
import { checkParallelism } from "./parallelism.ts";

/** Where accelerate's settings stand besides TrainingArguments, and how many ranks heed them. */
export interface AccelerateSetup {
  readonly args: unknown;
  readonly version: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly ranks: number;
}

/**
 * The variables by which accelerate is configured without a Python object: their names and values, what they say twice,
 * and whether the sizes of a ParallelismConfig fit the ranks.
 */
export function checkAccelerateVariables(setup: AccelerateSetup, path = "environment.variables"): Diagnostic[] {
  const { variables, ranks } = setup;
  const values = Object.entries(variables).flatMap(([name, value]) => checkVariable(name, value, `${path}.${name}`));
  const isFsdp = isSharded(setup);
  const parallel = isOn(variables, "ACCELERATE_USE_PARALLELISM_CONFIG");
  const sizes = values.some(({ severity }) => severity === "error") || !parallel;
  return [
    ...values,
    ...ignored(variables, "PARALLELISM_CONFIG_", "ACCELERATE_USE_PARALLELISM_CONFIG", parallel, path),
    ...ignored(variables, "FSDP_", "ACCELERATE_USE_FSDP", isFsdp, path),
    ...ignored(
      variables,
      "ACCELERATE_DEEPSPEED_",
      "ACCELERATE_USE_DEEPSPEED",
      isOn(variables, "ACCELERATE_USE_DEEPSPEED"),
      path,
    ),
    ...checkSharding(setup, path),
    ...(sizes ? [] : checkParallelism(variables, { ranks, isFsdp }, path)),
  ];
}

function checkVariable(name: string, value: string, path: string): Diagnostic[] {
  const kind = Object.hasOwn(accelerateVariables, name) ? accelerateVariables[name] : undefined;
  if (kind !== undefined) return wrongValue(name, value, kind, path);
  if (!accelerateFamilies.some((family) => name.startsWith(family))) return [];
  const near = nearest(name, Object.keys(accelerateVariables));
  const fix = near === undefined ? "Leave it out, if nothing else reads it." : `Did you mean \`${near}\`?`;
  return [
    { severity: "warning", code: "unknown-variable", path, message: `accelerate reads no variable \`${name}\`.`, fix },
  ];
}

function wrongValue(name: string, value: string, kind: VariableKind, path: string): Diagnostic[] {
  const allowed = allowedWords(kind, value);
  if (allowed === undefined) return [];
  const message = `\`${name}\` is ${JSON.stringify(value)}. Allowed is ${allowed}.`;
  return [{ severity: "error", code: "wrong-value", path, message, fix: "Write one of these." }];
}

/** What is allowed, when the value is something else. */
function allowedWords(kind: VariableKind, value: string): string | undefined {
  if (kind === "text") return undefined;
  if (kind === "boolean") return booleanOf(value) === undefined ? "true or false" : undefined;
  if (kind === "count") return /^\d+$/.test(value) ? undefined : "a whole number";
  return kind.includes(value) ? undefined : kind.join(", ");
}

function ignored(
  variables: AccelerateSetup["variables"],
  family: string,
  name: string,
  isHeeded: boolean,
  path: string,
): Diagnostic[] {
  const first = Object.keys(variables).find((each) => each.startsWith(family));
  if (isHeeded || first === undefined) return [];
  const message = `accelerate heeds the variables ${family}* only with ${name}.`;
  return [
    {
      severity: "warning",
      code: "ignored-variable",
      path: `${path}.${first}`,
      message,
      fix: `Add \`${name}: "true"\`.`,
    },
  ];
}

function isSharded(setup: AccelerateSetup): boolean {
  return isOn(setup.variables, "ACCELERATE_USE_FSDP") || shardingArgument(setup) === "fsdp";
}

const isOn = (variables: AccelerateSetup["variables"], name: string): boolean => booleanOf(variables[name]) === true;
