import type { Diagnostic } from "@switchyard/core";
import schema from "../../../schema.data.json" with { type: "json" };
import type { Field } from "../../service-model.ts";
import { isMembers, made, type Members } from "./piece.ts";

/** A message in REST's spelling, and what is said in it in another way than was given. */
export interface Normalised {
  readonly members: Members;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a value stands, and who is told of what became another word. */
interface Place {
  readonly at: string;
  readonly told: Diagnostic[];
}

/**
 * A message in the spelling of the REST API. Google's tools also write snake_case, whole numbers as `1.0`, words of an
 * enum by their numbers, durations as objects, and null for nothing; a training pipeline holds them all in one object.
 *
 * @param at path of the message, empty for the whole
 */
export function normalise(message: string, value: Members, at: string): Normalised {
  const told: Diagnostic[] = [];
  return { members: normaliseMessage(message, value, { at, told }), diagnostics: told };
}

function normaliseMessage(message: string, value: Members, { at, told }: Place): Members {
  const fields = schema.messages[message] ?? {};
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([name, inner]): [string, unknown] => {
      const camel = name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
      const field = Object.hasOwn(fields, camel) ? fields[camel] : undefined;
      if (field === undefined) return [name, inner];
      return [camel, normaliseField(field, inner, { at: at === "" ? camel : `${at}.${camel}`, told })];
    });
  return Object.fromEntries(entries);
}

function normaliseField(field: Field, value: unknown, { at, told }: Place): unknown {
  if (field.map === true) return value;
  if (field.list !== true) {
    if (value === 0 || value === false || value === "")
      told.push(made(at, `${JSON.stringify(value)} is what Google's API takes where nothing is said.`));
    return normaliseValue(field.type, value, { at, told });
  }
  if (isMembers(value) && schema.messages[field.type] !== undefined) {
    told.push(made(at, "One is written as a list of one."));
    return [normaliseMessage(field.type, value, { at: `${at}[0]`, told })];
  }
  if (!Array.isArray(value)) return value;
  return value.map((item, index) => normaliseValue(field.type, item, { at: `${at}[${index}]`, told }));
}

function normaliseValue(type: string, value: unknown, place: Place): unknown {
  if (schema.messages[type] !== undefined) return isMembers(value) ? normaliseMessage(type, value, place) : value;
  const found = readValue(type, value);
  if (found !== value && (typeof value === "object" || String(found) !== String(value))) {
    const message = `${JSON.stringify(value)} is written as ${JSON.stringify(found)}.`;
    place.told.push(made(place.at, message));
  }
  return found;
}

function readValue(type: string, value: unknown): unknown {
  if (type === "int64") return typeof value === "number" ? String(value) : value;
  if (type === "int32") return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (type === "duration") return durationOf(value);
  const words = schema.enums[type];
  if (words === undefined || typeof value !== "number") return value;
  return Object.keys(words).find((word) => words[word] === value) ?? value;
}

function durationOf(value: unknown): unknown {
  if (typeof value === "number") return `${value}s`;
  if (!isMembers(value) || value["seconds"] === undefined) return value;
  const nanos = Number(value["nanos"] ?? 0);
  return `${Number(value["seconds"])}${nanos === 0 ? "" : `.${String(nanos).padStart(9, "0")}`}s`;
}
