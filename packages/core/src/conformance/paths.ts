import type { JsonObject } from "../contract/json.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { pointerKey } from "../planning/placeholders.ts";

/** The value at `resources.nodes`, or undefined. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}

/** The spec with one value in it, beside what stands there; undefined takes it out. */
export function withValue(spec: TrainerSpec, path: string, value: unknown): TrainerSpec {
  return putIn(spec, path.split("."), value) as TrainerSpec;
}

function putIn(at: object, [key = "", ...rest]: readonly string[], value: unknown): object {
  const inner = (at as Readonly<Record<string, unknown>>)[key];
  const put = rest.length === 0 ? value : putIn(isRecord(inner) ? inner : {}, rest, value);
  const { [key]: _before, ...others } = at as Record<string, unknown>;
  return put === undefined ? others : { ...others, [key]: put };
}

/** Both, the second winning; objects merge, other values replace. */
export function mergeSpecs(base: TrainerSpec, more: Partial<TrainerSpec>): TrainerSpec {
  return merge(base, more) as TrainerSpec;
}

function merge(base: unknown, more: unknown): unknown {
  if (!isRecord(base) || !isRecord(more)) return more;
  return Object.entries(more).reduce<Record<string, unknown>>(
    (merged, [key, value]) => ({ ...merged, [key]: merge(merged[key], value) }),
    { ...base },
  );
}

/** JSON pointers of every leaf: plain values, and objects and lists that are empty. */
export function leafPointers(value: unknown, pointer = ""): readonly string[] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return entries.length === 0
    ? [pointer]
    : entries.flatMap(([key, inner]) => leafPointers(inner, `${pointer}/${pointerKey(key)}`));
}

/** Whether a JSON pointer leads to a value. */
export const leadsSomewhere = (value: unknown, pointer: string): boolean => valueUnder(value, pointer) !== undefined;

/** What a JSON pointer leads to; undefined where that is nothing. */
export function valueUnder(value: unknown, pointer: string): unknown {
  let at = value;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
