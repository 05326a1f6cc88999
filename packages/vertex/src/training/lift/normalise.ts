import schema from "../../../schema.data.json" with { type: "json" };
import type { Field } from "../../service-model.ts";
import { isMembers, type Members } from "./piece.ts";

/**
 * A message in the spelling of the REST API. Google's tools also write snake_case, whole numbers as `1.0`, words of an
 * enum by their numbers, durations as objects, and null for nothing; a training pipeline holds them all in one object.
 */
export function normalise(message: string, value: Members): Members {
  const fields = schema.messages[message] ?? {};
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([name, inner]): [string, unknown] => {
      const camel = name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
      const field = Object.hasOwn(fields, camel) ? fields[camel] : undefined;
      return field === undefined ? [name, inner] : [camel, normaliseField(field, inner)];
    });
  return Object.fromEntries(entries);
}

function normaliseField(field: Field, value: unknown): unknown {
  if (field.list === true) return Array.isArray(value) ? value.map((item) => normaliseValue(field.type, item)) : value;
  return field.map === true ? value : normaliseValue(field.type, value);
}

function normaliseValue(type: string, value: unknown): unknown {
  if (schema.messages[type] !== undefined) return isMembers(value) ? normalise(type, value) : value;
  if (type === "int64") return typeof value === "number" ? String(value) : value;
  if (type === "int32") return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (type === "duration") return durationOf(value);
  const words = schema.enums[type];
  if (words === undefined || typeof value !== "number") return value;
  return Object.keys(words).find((word) => words[word] === value) ?? value;
}

function durationOf(value: unknown): unknown {
  if (isMembers(value) && value["seconds"] !== undefined) return `${Number(value["seconds"])}s`;
  return typeof value === "number" ? `${value}s` : value;
}
