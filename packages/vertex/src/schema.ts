import { nearest, type Diagnostic } from "@switchyard/core";
import schema from "../schema.data.json" with { type: "json" };
import { fitting } from "./fit.ts";
import { below } from "@switchyard/core/platform";
import { checkRules } from "./schema-rules.ts";
import type { Field } from "./service-model.ts";
import { hasType, isNothing, isObject, wordsOf, type Members } from "./service-values.ts";

/**
 * Checks a body against Google's own definition of the operation, and against the rules that the definition cannot say.
 * Every problem at once, each with its JSON pointer. A placeholder counts as fitting text.
 *
 * @param pointer where the body stands, such as `/requests/0/body`
 */
export function checkRequest(operation: string, body: object, pointer = ""): Diagnostic[] {
  const message = schema.operations[operation];
  if (message === undefined) throw new RangeError(`There is no model of the operation ${operation}.`);
  const broken = checkRules(fitting(message, body)).map(({ code, at, message: text, fix }) =>
    problem(code, `${pointer}${at}`, text, fix),
  );
  return [...checkMessage(message, body as Members, pointer), ...broken];
}

function checkMessage(name: string, value: Members, at: string): Diagnostic[] {
  const fields = schema.messages[name] ?? {};
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return [
    ...checkRequired(fields, value, at),
    ...checkOneofs(fields, present, at),
    ...present.flatMap(([member, inner]) => checkMember(fields, member, inner, below(at, member))),
  ];
}

function checkRequired(fields: Readonly<Record<string, Field>>, value: Members, at: string): Diagnostic[] {
  return Object.entries(fields)
    .filter(([name, { required }]) => required === true && isNothing(value[name]))
    .map(([name]) =>
      problem("native-missing", below(at, name), "Vertex AI requires this member, and it is missing or empty."),
    );
}

/** The service would take one of them, and not say which. */
function checkOneofs(
  fields: Readonly<Record<string, Field>>,
  present: readonly (readonly [string, unknown])[],
  at: string,
): Diagnostic[] {
  const seen = new Map<string, string>();
  const problems: Diagnostic[] = [];
  for (const [name] of present) {
    const group = Object.hasOwn(fields, name) ? fields[name]?.oneof : undefined;
    if (group === undefined) continue;
    const other = seen.get(group);
    if (other === undefined) seen.set(group, name);
    else
      problems.push(
        problem(
          "native-either",
          below(at, name),
          `Vertex AI takes one of \`${other}\` and \`${name}\`.`,
          "Leave one out.",
        ),
      );
  }
  return problems;
}

function checkMember(fields: Readonly<Record<string, Field>>, name: string, value: unknown, at: string): Diagnostic[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) {
    const known = Object.keys(fields).filter((key) => fields[key]?.readOnly !== true);
    const near = nearest(name, known);
    const fix = near === undefined ? `Known members: ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
    return [problem("native-unknown", at, "Vertex AI's definition has no such member.", fix)];
  }
  if (field.readOnly === true) return [problem("native-read-only", at, "Only the service says this.", "Leave it out.")];
  if (field.list === true) {
    if (!Array.isArray(value)) return [wrongType("a list", value, at)];
    return value.flatMap((item, index) => checkValue(field.type, item, below(at, index)));
  }
  if (field.map !== true) return checkValue(field.type, value, at);
  if (!isObject(value)) return [wrongType("an object", value, at)];
  return Object.entries(value).flatMap(([key, inner]) => checkValue(field.type, inner, below(at, key)));
}

function checkValue(type: string, value: unknown, at: string): Diagnostic[] {
  if (!hasType(type, value)) return [wrongType(wordsOf(type), value, at)];
  const words = schema.enums[type];
  if (words !== undefined) return checkWord(Object.keys(words), value as string, at);
  return schema.messages[type] === undefined ? [] : checkMessage(type, value as Members, at);
}

function checkWord(words: readonly string[], value: string, at: string): Diagnostic[] {
  if (words.includes(value)) return [];
  const near = nearest(value, words);
  const fix = near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`;
  return [problem("native-enum", at, `Found ${describe(value, at)}. Allowed: ${words.join(", ")}.`, fix)];
}

function wrongType(allowed: string, value: unknown, at: string): Diagnostic {
  return problem("native-type", at, `Found ${describe(value, at)}. Allowed: ${allowed}.`);
}

/** The value in a sentence; what stands in the environment may be a secret and is never shown. */
function describe(value: unknown, at: string): string {
  if (/\/env\/\d+(\/|$)/.test(at)) return value === null ? "null" : `a ${typeof value}`;
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}

function problem(code: string, path: string, message: string, fix?: string): Diagnostic {
  return { severity: "error", code, path, message, ...(fix === undefined ? {} : { fix }) };
}
