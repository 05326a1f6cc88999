import { isPlaceholder, nearest, type Diagnostic } from "@switchyard/core";
import schema from "../schema.data.json" with { type: "json" };
import { below } from "@switchyard/core/platform";
import { jobRules } from "./schema-rules.ts";
import type { Member, ObjectShape, Shape } from "./service-model.ts";

type Members = Readonly<Record<string, unknown>>;

/**
 * Checks what stands under `properties` of a body against Azure's own types at one api-version, and against the few rules
 * that the types cannot say. Every problem at once, each with its JSON pointer. A placeholder counts as fitting text.
 *
 * @param pointer where the properties stand, such as `/requests/0/body/properties`
 * @param version one of the versions that `schema.data.json` lists
 */
export function checkRequest(operation: string, properties: object, version: string, pointer = ""): Diagnostic[] {
  const shape = schema.operations[operation];
  if (shape === undefined) throw new RangeError(`There is no model of the operation ${operation}.`);
  const rules = operation === "Jobs_CreateOrUpdate" ? jobRules : [];
  return [
    ...checkShape(shape, properties, pointer, version),
    ...rules.flatMap((rule) =>
      rule.broken(properties) ? [problem(rule.code, `${pointer}${rule.at}`, rule.message, rule.fix)] : [],
    ),
  ];
}

function checkShape(shape: Shape, value: unknown, at: string, version: string): Diagnostic[] {
  if (shape.type === "any") return [];
  if (isPlaceholder(value)) return shape.type === "string" ? [] : [wrongType(shape, value, at)];
  if (!typeTests[shape.type](value)) return [wrongType(shape, value, at)];
  if (shape.type === "object") return checkObject(objectNamed(shape.ref), value as Members, at, version);
  if (shape.type === "list" && shape.item !== undefined) {
    const { item } = shape;
    return (value as readonly unknown[]).flatMap((inner, index) => checkShape(item, inner, below(at, index), version));
  }
  if (shape.type === "map" && shape.value !== undefined) {
    const { value: inner } = shape;
    return Object.entries(value as object).flatMap(([key, found]) => checkShape(inner, found, below(at, key), version));
  }
  return typeof value === "string" ? checkText(shape, value, at) : [];
}

function objectNamed(name = ""): ObjectShape {
  const shape = schema.objects[name];
  if (shape === undefined) throw new RangeError(`The model has no object ${name}.`);
  return shape;
}

function checkObject(shape: ObjectShape, value: Members, at: string, version: string): Diagnostic[] {
  const { discriminator, variants = {} } = shape;
  if (discriminator === undefined) return checkMembers(shape.members, value, at, version);
  const word = value[discriminator];
  const place = below(at, discriminator);
  if (word === undefined)
    return [
      problem("native-missing", place, `Azure requires this member. Allowed: ${Object.keys(variants).join(", ")}.`),
    ];
  if (typeof word !== "string" || !Object.hasOwn(variants, word))
    return [wrongWord(Object.keys(variants), word, place)];
  const since = shape.variantsSince?.[word];
  if (since !== undefined && version < since) return [tooNew(place, since, version)];
  const members = { ...shape.members, ...objectNamed(variants[word]).members };
  return checkMembers(members, value, at, version);
}

function checkMembers(
  members: Readonly<Record<string, Member>>,
  value: Members,
  at: string,
  version: string,
): Diagnostic[] {
  const missing = Object.entries(members)
    .filter(([name, member]) => member.required === true && value[name] === undefined)
    .map(([name]) => problem("native-missing", below(at, name), "Azure requires this member, and it is missing."));
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return [
    ...missing,
    ...present.flatMap(([name, inner]) => checkMember(members, name, inner, below(at, name), version)),
  ];
}

function checkMember(
  members: Readonly<Record<string, Member>>,
  name: string,
  value: unknown,
  at: string,
  version: string,
): Diagnostic[] {
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  if (member === undefined) {
    const known = Object.keys(members).filter((key) => members[key]?.readOnly !== true);
    const near = nearest(name, known);
    const fix = near === undefined ? `Known members: ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
    return [problem("native-unknown", at, "Azure's types have no such member.", fix)];
  }
  if (member.readOnly === true)
    return [problem("native-read-only", at, "Azure tells this member and takes no value for it.", "Leave it out.")];
  if (member.since !== undefined && version < member.since) return [tooNew(at, member.since, version)];
  return checkShape(member, value, at, version);
}

/** Azure would drop such a member without a word. */
function tooNew(at: string, since: string, version: string): Diagnostic {
  const message = `The api-version ${version} does not have this yet; ${since} is the first stable one that does.`;
  return problem("native-version", at, message, `Set \`apiVersion: "${since}"\` in the settings, or leave this out.`);
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const typeTests: Readonly<Record<Exclude<Shape["type"], "any">, (value: unknown) => boolean>> = {
  object: isObject,
  map: isObject,
  list: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  number: Number.isFinite,
};

function wrongType(shape: Shape, value: unknown, at: string): Diagnostic {
  return problem("native-type", at, `Found ${describe(value, at)}. Allowed: ${shape.type}.`);
}

function checkText(shape: Shape, value: string, at: string): Diagnostic[] {
  const { min = 0, max = Infinity, pattern } = shape;
  if (shape.enum !== undefined && !shape.enum.includes(value)) return [wrongWord(shape.enum, value, at)];
  if (value.length < min || value.length > max) {
    return [problem("native-range", at, `Found ${value.length} characters. Allowed: ${min} to ${max}.`)];
  }
  if (pattern === undefined || new RegExp(pattern).test(value)) return [];
  return [problem("native-pattern", at, `Found ${describe(value, at)}. Allowed: text that has a match of ${pattern}.`)];
}

function wrongWord(words: readonly string[], value: unknown, at: string): Diagnostic {
  const near = typeof value === "string" ? nearest(value, words) : undefined;
  const fix = near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`;
  return problem("native-enum", at, `Found ${describe(value, at)}. Allowed: ${words.join(", ")}.`, fix);
}

/** The value in a sentence; what stands in the environment may be a secret and is never shown. */
function describe(value: unknown, at: string): string {
  if (at.includes("/environmentVariables/")) return `a ${typeof value}`;
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}

function problem(code: string, path: string, message: string, fix?: string): Diagnostic {
  return { severity: "error", code, path, message, ...(fix === undefined ? {} : { fix }) };
}
