import { isObject } from "./json-text.ts";
import type { Dialect } from "./dialect.ts";

/** What a rule reads: every argument as written, or its default where it was left out. */
export interface Settings {
  readonly dialect: Dialect;
  value(name: string): unknown;
  isWritten(name: string): boolean;
}

/** What a rule found. `path` is below the arguments: `fsdp_config.version`. */
export interface Finding {
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** One rule that crosses arguments. It is passed over when one that it reads has a wrong value of its own. */
export interface Rule {
  readonly code: string;
  readonly reads: readonly string[];
  check(settings: Settings): Finding | undefined;
}

export function makeSettings(args: Readonly<Record<string, unknown>>, dialect: Dialect): Settings {
  const isWritten = (name: string): boolean => Object.hasOwn(args, name) && args[name] !== undefined;
  return {
    dialect,
    isWritten,
    value: (name) => (isWritten(name) ? args[name] : dialect.rows.get(name)?.default),
  };
}

export const isOn = (settings: Settings, name: string): boolean => settings.value(name) === true;

export function numberOf(settings: Settings, name: string): number | undefined {
  const value = settings.value(name);
  return typeof value === "number" ? value : undefined;
}

/** An object argument; a path or nothing is an empty one, since its content is not known here. */
export function objectOf(settings: Settings, name: string): Readonly<Record<string, unknown>> {
  const value = settings.value(name);
  return isObject(value) ? value : {};
}

/** Gradient checkpointing by either of its names; the newer one wins (transformers 5.23 training_args.py). */
export function recomputesActivations(settings: Settings): boolean {
  return (settings.value("activation_checkpointing") ?? settings.value("gradient_checkpointing")) === true;
}

/** Whether FSDP is on: true, or at least one word. */
export function usesFsdp(settings: Settings): boolean {
  const value = settings.value("fsdp");
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Whether DeepSpeed is on. An empty object counts as nothing in Python. */
export function usesDeepSpeed(settings: Settings): boolean {
  const value = settings.value("deepspeed");
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}
