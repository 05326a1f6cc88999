import { isJsonObject, type Json } from "../json.ts";
import { ServiceError } from "../service/service-error.ts";
import { type ServiceModel, type Shape, shapeOf } from "./model.ts";

/**
 * Refuses a value that breaks a constraint of the model, with all violations in one message, in the
 * service's own sentences.
 *
 * @throws {ServiceError} with the given code.
 */
export function checkConstraints(model: ServiceModel, name: string, value: Json, code: string): void {
  const found = [...violations(model, name, value, "")];
  if (found.length === 0) return;
  const count = found.length === 1 ? "1 validation error" : `${found.length} validation errors`;
  throw new ServiceError(code, `${count} detected: ${found.join("; ")}`);
}

function* violations(model: ServiceModel, name: string, value: Json, path: string): Generator<string> {
  const shape = shapeOf(model, name);
  for (const rule of rulesOf(shape)) {
    if (!rule.holds(value)) yield violation(value, path, rule.text);
  }
  if (shape.type === "structure" && isJsonObject(value)) yield* memberViolations(model, shape, value, path);
  if (shape.type === "list" && Array.isArray(value)) yield* listViolations(model, shape, value, path);
  if (shape.type === "map" && isJsonObject(value)) yield* mapViolations(model, shape, value, path);
}

function* memberViolations(
  model: ServiceModel,
  shape: Shape,
  value: { readonly [member: string]: Json | undefined },
  path: string,
): Generator<string> {
  for (const [member, reference] of Object.entries(shape.members ?? {})) {
    const part = value[member] ?? null;
    const at = path + member.charAt(0).toLowerCase() + member.slice(1);
    if (part !== null) yield* violations(model, reference.shape, part, at + (isScalar(part) ? "" : "."));
    else if (shape.required?.includes(member)) yield violation(null, at, "Member must not be null");
  }
}

function* listViolations(model: ServiceModel, shape: Shape, value: readonly Json[], path: string): Generator<string> {
  const member = shapeOf(model, shape.member?.shape ?? "");
  const rules = rulesOf(member);
  if (!isCollection(member)) {
    const broken = value.some((part) => part === null || rules.some((rule) => !rule.holds(part)));
    if (broken) yield violation(value, path, `Member must satisfy constraint: [${textOf(rules)}]`);
    return;
  }
  for (const [index, part] of value.entries()) {
    const at = `${path}${index + 1}.member.`;
    if (part === null) yield violation(null, at, "Member must not be null");
    else yield* violations(model, shape.member?.shape ?? "", part, at);
  }
}

function* mapViolations(
  model: ServiceModel,
  shape: Shape,
  value: { readonly [key: string]: Json | undefined },
  path: string,
): Generator<string> {
  const keyRules = rulesOf(shapeOf(model, shape.key?.shape ?? ""));
  const valueRules = rulesOf(shapeOf(model, shape.value?.shape ?? ""));
  const brokenKey = Object.keys(value).some((key) => keyRules.some((rule) => !rule.holds(key)));
  if (brokenKey) yield violation(value, path, `Map keys must satisfy constraint: [${textOf(keyRules)}]`);
  const brokenValue = Object.values(value).some(
    (part = null) => part === null || valueRules.some((rule) => !rule.holds(part)),
  );
  if (brokenValue)
    yield violation(
      value,
      path,
      `Map value must satisfy constraint: [${textOf(valueRules) || "Member must not be null"}]`,
    );
}

interface Rule {
  readonly text: string;
  holds(value: Json): boolean;
}

/** The constraints of one shape, in the order in which the service names them. */
function rulesOf(shape: Shape): Rule[] {
  const measured = shape.type === "integer" || shape.type === "long" || shape.type === "float" ? "value" : "length";
  const { min, max, pattern, enum: values } = shape;
  const rules: Rule[] = [];
  if (max !== undefined)
    rules.push({
      text: `Member must have ${measured} less than or equal to ${max}`,
      holds: (value) => sizeOf(value) <= max,
    });
  if (min !== undefined)
    rules.push({
      text: `Member must have ${measured} greater than or equal to ${min}`,
      holds: (value) => sizeOf(value) >= min,
    });
  if (values !== undefined)
    rules.push({
      text: `Member must satisfy enum value set: [${values.join(", ")}]`,
      holds: (value) => values.includes(String(value)),
    });
  if (pattern !== undefined)
    rules.push({
      text: `Member must satisfy regular expression pattern: ${pattern}`,
      holds: (value) => compile(pattern).test(String(value)),
    });
  return rules;
}

function sizeOf(value: Json): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

const compiled = new Map<string, RegExp>();

/** The model's patterns are Java's and match whole values; `\p{Alnum}` is the one class that differs here. */
function compile(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? new RegExp(`^(?:${pattern.replaceAll("\\p{Alnum}", "a-zA-Z0-9")})$`, "u");
  compiled.set(pattern, known);
  return known;
}

function violation(value: Json, path: string, rule: string): string {
  const quoted = value === null ? "null" : `'${javaText(value)}'`;
  return `Value ${quoted} at '${path.replace(/\.$/, "")}' failed to satisfy constraint: ${rule}`;
}

/** A value as the service prints it: `[a, b]` and `{key=value}`. */
function javaText(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (!isJsonObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}=${javaText(part)}`)
    .join(", ")}}`;
}

const textOf = (rules: readonly Rule[]): string => rules.map((rule) => rule.text).join(", ");
const isScalar = (value: Json): boolean => typeof value !== "object";
const isCollection = (shape: Shape): boolean => ["structure", "list", "map"].includes(shape.type);
