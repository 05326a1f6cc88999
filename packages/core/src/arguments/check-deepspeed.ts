import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import { deepSpeedKeys } from "./deepspeed-keys.data.ts";
import { filledKeys, valueAt, type FilledKey } from "./deepspeed-fill.ts";
import { entriesOf, isObject } from "./json-text.ts";
import { objectOf, type Settings } from "./settings.ts";

/** What can be said of a DeepSpeed configuration that is given as an object; a path names a file that is not read here. */
export function checkDeepSpeed(settings: Settings, path: string): Diagnostic[] {
  const config = objectOf(settings, "deepspeed");
  return [
    ...filledKeys.flatMap((filled) => mismatch(filled, config, settings, path)),
    ...unfilledAutos(config, path),
    ...misspeltKeys(config, path),
  ];
}

/** The Trainer raises one ValueError that lists these, after the model has been loaded. */
function mismatch(
  { key, from, value }: FilledKey,
  config: Readonly<Record<string, unknown>>,
  settings: Settings,
  path: string,
): Diagnostic[] {
  const written = valueAt(config, key) ?? undefined;
  const wanted = value(settings);
  if (written === undefined || written === "auto" || wanted === undefined || isSame(written, wanted)) return [];
  return [
    {
      severity: "error",
      code: "deepspeed-mismatch",
      path: `${path}.deepspeed.${key}`,
      message: `DeepSpeed's \`${key}\` is ${JSON.stringify(written)}, but \`${from}\` is ${JSON.stringify(wanted)}. The Trainer refuses two different values.`,
      fix: `Write "auto", which takes the value of \`${from}\`.`,
    },
  ];
}

/** As Python compares: a boolean is 0 or 1. */
function isSame(written: unknown, wanted: unknown): boolean {
  if (Array.isArray(written) && Array.isArray(wanted)) {
    return written.length === wanted.length && written.every((item, index) => isSame(item, wanted[index]));
  }
  const plain = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);
  return plain(written) === plain(wanted);
}

function unfilledAutos(config: Readonly<Record<string, unknown>>, path: string): Diagnostic[] {
  const filled = new Set(filledKeys.map(({ key }) => key));
  return autosIn(config)
    .filter((key) => !filled.has(key) && !filledByAccelerate.includes(key))
    .map((key) => ({
      severity: "warning",
      code: "deepspeed-auto",
      path: `${path}.deepspeed.${key}`,
      message: `\`${key}\` is "auto", but the Trainer fills no such key.`,
      fix: "Write a value, or leave the key out.",
    }));
}

/** accelerate utils/dataclasses.py, DeepSpeedPlugin. */
const filledByAccelerate: readonly string[] = [
  "zero_optimization.offload_optimizer.device",
  "zero_optimization.offload_optimizer.nvme_path",
  "zero_optimization.offload_param.device",
  "zero_optimization.offload_param.nvme_path",
  "zero_optimization.stage3_gather_16bit_weights_on_model_save",
];

function autosIn(node: Readonly<Record<string, unknown>>, prefix = ""): string[] {
  return entriesOf(node).flatMap(([key, value]) => {
    if (value === "auto") return [prefix + key];
    return isObject(value) ? autosIn(value, `${prefix}${key}.`) : [];
  });
}

/** DeepSpeed passes over a key at the top that it does not know. Only a name close to a known one is told. */
function misspeltKeys(config: Readonly<Record<string, unknown>>, path: string): Diagnostic[] {
  return Object.keys(config)
    .filter((key) => !deepSpeedKeys.includes(key))
    .flatMap((key) => {
      const near = nearest(key, deepSpeedKeys);
      if (near === undefined) return [];
      const message = `DeepSpeed has no key \`${key}\` that is known here, and passes over keys that it does not know.`;
      const at = `${path}.deepspeed.${key}`;
      return [
        { severity: "warning", code: "ignored-key", path: at, message, fix: `Did you mean \`${near}\`?` } as const,
      ];
    });
}
