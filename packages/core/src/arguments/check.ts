import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import { unknownArgument } from "./check-name.ts";
import { checkDeepSpeed } from "./check-deepspeed.ts";
import { checkFsdp } from "./check-fsdp.ts";
import { checkValue } from "./check-value.ts";
import { acceleratorKeys } from "./config-keys.ts";
import { dialectOf, type Dialect } from "./dialect.ts";
import { entriesOf, isObject, unfitReason } from "./json-text.ts";
import { stepRules } from "./rules-steps.ts";
import { trainerRules } from "./rules-trainer.ts";
import { classRules } from "./rules.ts";
import { makeSettings, objectOf, type Settings } from "./settings.ts";

const secrets = new Set(["hub_token", "push_to_hub_token"]);

/**
 * Every problem of TrainingArguments at once: unknown names, wrong types and words, secrets, and the rules that cross
 * arguments. What depends on the GPU is `checkAcceleratorRules`.
 *
 * @param version the transformers release, `"5"` when undefined
 * @param path where the arguments stand; diagnostics say `args.bf16`
 */
export function checkTrainingArguments(args: unknown, version: string | undefined, path = "args"): Diagnostic[] {
  const { dialect, diagnostics } = dialectOf(version);
  if (dialect === undefined) return diagnostics;
  if (!isObject(args)) {
    const message = "The TrainingArguments are no object. Allowed is an object of names and values.";
    return [
      ...diagnostics,
      { severity: "error", code: "wrong-type", path, message, fix: "Write `{ learning_rate: 2e-5 }`." },
    ];
  }
  const faults = entriesOf(args).flatMap(([name, value]) => {
    const fault = checkArgument(name, value, `${path}.${name}`, dialect);
    return fault === undefined ? [] : [{ name, fault }];
  });
  const faulty = new Set(faults.map(({ name }) => name));
  return [
    ...diagnostics,
    ...faults.map(({ fault }) => fault),
    ...checkRules(makeSettings(args, dialect), faulty, path),
  ];
}

/** What is wrong with one argument by itself. */
export function checkArgument(name: string, value: unknown, path: string, dialect: Dialect): Diagnostic | undefined {
  const row = dialect.rows.get(name);
  if (row === undefined) return unknownArgument(name, path, dialect);
  if (secrets.has(name)) return secretArgument(name, path);
  return checkValue(row, value, path, dialect) ?? unfitValue(name, value, path);
}

function checkRules(settings: Settings, faulty: ReadonlySet<string>, path: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const rule of [...classRules, ...stepRules, ...trainerRules]) {
    const finding = rule.reads.some((name) => faulty.has(name)) ? undefined : rule.check(settings);
    if (finding !== undefined)
      diagnostics.push({ severity: "error", code: rule.code, ...finding, path: `${path}.${finding.path}` });
  }
  if (!faulty.has("accelerator_config")) diagnostics.push(...unknownAcceleratorKeys(settings, path));
  if (!faulty.has("fsdp") && !faulty.has("fsdp_config")) diagnostics.push(...checkFsdp(settings, path));
  if (!faulty.has("deepspeed")) diagnostics.push(...checkDeepSpeed(settings, path));
  return diagnostics;
}

function unknownAcceleratorKeys(settings: Settings, path: string): Diagnostic[] {
  return Object.keys(objectOf(settings, "accelerator_config"))
    .filter((key) => !acceleratorKeys.includes(key))
    .map((key) => {
      const near = nearest(key, acceleratorKeys);
      return {
        severity: "error",
        code: "unknown-key",
        path: `${path}.accelerator_config.${key}`,
        message: `\`accelerator_config\` has no key \`${key}\`. Allowed is ${acceleratorKeys.join(", ")}.`,
        fix: near === undefined ? "Leave it out." : `Did you mean \`${near}\`?`,
      };
    });
}

function secretArgument(name: string, path: string): Diagnostic {
  return {
    severity: "error",
    code: "secret-argument",
    path,
    message: `\`${name}\` would show the token in the plan, in the process list and in the job's description.`,
    fix: "Leave it out and pass it by `environment.secrets` as HF_TOKEN.",
  };
}

function unfitValue(name: string, value: unknown, path: string): Diagnostic | undefined {
  const reason = unfitReason(value);
  return reason === undefined
    ? undefined
    : { severity: "error", code: "unfit-value", path, message: `\`${name}\` ${reason}.`, fix: "Take it out." };
}
