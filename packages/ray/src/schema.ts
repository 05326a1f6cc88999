import { isPlaceholder, nearest, type Diagnostic } from "@switchyard/core";
import schema from "../schema.data.json" with { type: "json" };
import { below } from "@switchyard/core/platform";
import { requestRules } from "./schema-rules.ts";
import type { Shape } from "./service-model.ts";

/**
 * Checks a body against Ray's and KubeRay's own schemas, and against the few rules that these cannot say. Every problem
 * at once, each with its JSON pointer. A placeholder counts as fitting text.
 *
 * @param pointer where the body stands, such as `/requests/0/body`
 */
export function checkRequest(operation: string, body: object, pointer = ""): Diagnostic[] {
  const shape = schema.operations[operation];
  if (shape === undefined) throw new RangeError(`There is no model of the operation ${operation}.`);
  return [
    ...checkShape(shape, body, pointer),
    ...requestRules
      .filter((rule) => rule.operation === operation && rule.broken(body))
      .map((rule) => problem(rule.code, `${pointer}${rule.at}`, rule.message, rule.fix)),
  ];
}

function checkShape(reference: Shape, value: unknown, at: string): Diagnostic[] {
  const shape = shapeOf(reference);
  if (shape.oneOf !== undefined) {
    const fitting = shape.oneOf.find((choice) => hasType(choice, value));
    return fitting === undefined ? [wrongType(shape, value, at)] : checkShape(fitting, value, at);
  }
  if (!hasType(shape, value)) return [wrongType(shape, value, at)];
  if (isPlaceholder(value)) return [];
  if (Array.isArray(value)) return checkItems(shape, value, at);
  if (typeof value === "object" && value !== null)
    return checkMembers(shape, value as Readonly<Record<string, unknown>>, at);
  return checkPlain(shape, value, at);
}

function shapeOf(shape: Shape): Shape {
  if (shape.ref === undefined) return shape;
  const shared = schema.shapes[shape.ref];
  if (shared === undefined) throw new RangeError(`The model has no shape ${shape.ref}.`);
  return shared;
}

function checkItems(shape: Shape, items: readonly unknown[], at: string): Diagnostic[] {
  const { minItems = 0, items: item = {} } = shape;
  const few =
    items.length < minItems
      ? [problem("native-range", at, `Found ${items.length} items. Allowed: ${minItems} or more.`)]
      : [];
  return [...few, ...items.flatMap((inner, index) => checkShape(item, inner, below(at, index)))];
}

function checkMembers(shape: Shape, value: Readonly<Record<string, unknown>>, at: string): Diagnostic[] {
  const { properties, additionalProperties = {}, required = [] } = shape;
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (properties === undefined)
    return present.flatMap(([key, inner]) => checkShape(additionalProperties, inner, below(at, key)));
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => problem("native-missing", below(at, name), "This member is required, and it is missing."));
  return [
    ...missing,
    ...present.flatMap(([name, inner]) => {
      const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return member === undefined
        ? [unknownMember(name, Object.keys(properties), below(at, name))]
        : checkShape(member, inner, below(at, name));
    }),
  ];
}

/** Ray and the Kubernetes API server drop such a member without a word. */
function unknownMember(name: string, known: readonly string[], at: string): Diagnostic {
  const near = nearest(name, known);
  const fix = near === undefined ? `Known members: ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
  return problem("native-unknown", at, "There is no such member.", fix);
}

function hasType(reference: Shape, value: unknown): boolean {
  const { type, intOrString } = shapeOf(reference);
  if (isPlaceholder(value)) return type === "string";
  if (intOrString === true) return typeof value === "string" || Number.isInteger(value);
  return type === undefined || typeTests[type](value);
}

const typeTests: Readonly<Record<NonNullable<Shape["type"]>, (value: unknown) => boolean>> = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  number: Number.isFinite,
};

function checkPlain(shape: Shape, value: unknown, at: string): Diagnostic[] {
  if (typeof value === "number") return checkNumber(shape, value, at);
  if (typeof value !== "string") return [];
  const { minLength = 0, maxLength = Infinity, pattern } = shape;
  if (shape.enum !== undefined && !shape.enum.includes(value)) return [wrongWord(shape.enum, value, at)];
  if (value.length < minLength || value.length > maxLength)
    return [problem("native-range", at, `Found ${value.length} characters. Allowed: ${minLength} to ${maxLength}.`)];
  if (pattern === undefined || new RegExp(pattern).test(value)) return [];
  return [problem("native-pattern", at, `Found ${describe(value, at)}. Allowed: text that has a match of ${pattern}.`)];
}

function checkNumber({ minimum = -Infinity, maximum = Infinity }: Shape, value: number, at: string): Diagnostic[] {
  if (value >= minimum && value <= maximum) return [];
  return [problem("native-range", at, `Found ${value}. Allowed: ${minimum} to ${maximum}.`)];
}

function wrongType(shape: Shape, value: unknown, at: string): Diagnostic {
  const allowed = shape.intOrString === true ? "a whole number or text" : namesOf(shape);
  return problem("native-type", at, `Found ${describe(value, at)}. Allowed: ${allowed}.`);
}

const namesOf = ({ type, oneOf }: Shape): string =>
  type ?? oneOf?.map((choice) => choice.type).join(" or ") ?? "anything";

function wrongWord(words: readonly string[], value: string, at: string): Diagnostic {
  const near = nearest(value, words);
  const fix = near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`;
  return problem("native-enum", at, `Found ${describe(value, at)}. Allowed: ${words.join(", ")}.`, fix);
}

/** The value in a sentence; what stands in the environment may be a secret and is never shown. */
function describe(value: unknown, at: string): string {
  if (/\/env_vars\/|\/env\/\d+\/value$|\/runtimeEnvYAML$/.test(at)) return `a ${typeof value}`;
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}

function problem(code: string, path: string, message: string, fix?: string): Diagnostic {
  return { severity: "error", code, path, message, ...(fix === undefined ? {} : { fix }) };
}
