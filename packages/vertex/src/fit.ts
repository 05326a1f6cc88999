import schema from "../schema.data.json" with { type: "json" };
import type { Field } from "./service-model.ts";
import { hasType, isObject } from "./service-values.ts";

/**
 * What of a message has the types that Google's own files want, so that rules may read it without asking: the rest is left
 * out, and reported by the check of its shape. Placeholders stay.
 */
export function fitting(message: string, value: unknown): object {
  const fields = schema.messages[message] ?? {};
  if (!isObject(value)) return {};
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return [name, field === undefined ? undefined : fittingField(field, inner)];
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

function fittingField(field: Field, value: unknown): unknown {
  const one = (inner: unknown): unknown => {
    if (!hasType(field.type, inner)) return undefined;
    return schema.messages[field.type] === undefined ? inner : fitting(field.type, inner);
  };
  if (field.list === true) {
    // A worker pool's position is its meaning, so what does not fit leaves an empty one.
    return Array.isArray(value) ? value.map((inner) => one(inner) ?? {}) : undefined;
  }
  if (field.map !== true) return one(value);
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => one(inner) !== undefined));
}
