import type { Diagnostic } from "@switchyard/core";
import schema from "../../../schema.data.json" with { type: "json" };
import type { Field } from "../../service-model.ts";
import { hasType, wordsOf } from "../../service-values.ts";
import { isMembers, lost, type Members } from "./piece.ts";

/**
 * A warning for each member whose value is not what Google's definition wants there, and so was read as nothing or kept as
 * it is. Values are not shown: they may be secrets.
 *
 * @param at path of the message, empty for the whole
 */
export function misfitsIn(message: string, value: Members, at: string): Diagnostic[] {
  const fields = schema.messages[message] ?? {};
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field === undefined ? [] : misfitsOf(field, inner, at === "" ? name : `${at}.${name}`);
  });
}

function misfitsOf(field: Field, value: unknown, at: string): Diagnostic[] {
  if (field.list === true) {
    if (!Array.isArray(value)) return [misfit("a list", value, at)];
    return value.flatMap((item, index) => misfitsOfOne(field.type, item, `${at}[${index}]`));
  }
  if (field.map !== true) return misfitsOfOne(field.type, value, at);
  if (!isMembers(value)) return [misfit("an object", value, at)];
  return Object.entries(value).flatMap(([key, inner]) => misfitsOfOne(field.type, inner, `${at}.${key}`));
}

function misfitsOfOne(type: string, value: unknown, at: string): Diagnostic[] {
  if (!hasType(type, value)) return [misfit(wordsOf(type), value, at)];
  return isMembers(value) && schema.messages[type] !== undefined ? misfitsIn(type, value, at) : [];
}

function misfit(wanted: string, value: unknown, at: string): Diagnostic {
  const found = value === null ? "null" : Array.isArray(value) ? "a list" : `a value of the type ${typeof value}`;
  return lost(at, `Found ${found}. Allowed: ${wanted}.`);
}
