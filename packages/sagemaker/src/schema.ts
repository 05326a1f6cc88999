import { isPlaceholder, nearest, type Diagnostic } from "@switchyard/core";
import schema from "../schema.data.json" with { type: "json" };
import { fitting } from "./fit.ts";
import { below } from "@switchyard/core/platform";
import { checkRules } from "./operation-rules.ts";
import type { Shape } from "./service-model.ts";
import { hasType, isObject } from "./service-types.ts";

/**
 * Checks a body against Amazon's own model of the operation, and against the few rules that the model cannot say. Every
 * problem at once, each with its JSON pointer. A placeholder counts as fitting text.
 *
 * @param pointer where the body stands, such as `/requests/0/body`
 */
export function checkRequest(operation: string, body: object, pointer = ""): Diagnostic[] {
  const input = schema.operations[operation]?.input;
  if (input === undefined) throw new RangeError(`There is no model of the operation ${operation}.`);
  const broken = checkRules(operation, fitting(input, body) as object).map((rule) =>
    problem(rule.code, `${pointer}${rule.at}`, rule.message, rule.fix),
  );
  return [...checkShape(input, body, pointer), ...broken];
}

function checkShape(name: string, value: unknown, at: string): Diagnostic[] {
  const shape = schema.shapes[name];
  if (shape === undefined) throw new RangeError(`The model has no shape ${name}.`);
  if (isPlaceholder(value)) return shape.type === "string" ? [] : [wrongType(shape, value, at)];
  if (!hasType(shape, value)) return [wrongType(shape, value, at)];
  return [...checkBounds(shape, value, at), ...checkParts(shape, value, at)];
}

function checkParts(shape: Shape, value: unknown, at: string): Diagnostic[] {
  if (shape.type === "structure") return checkMembers(shape, value as Readonly<Record<string, unknown>>, at);
  if (shape.type === "list")
    return (value as readonly unknown[]).flatMap((item, index) =>
      checkShape(shape.member?.shape ?? "", item, below(at, index)),
    );
  if (shape.type !== "map") return [];
  return Object.entries(value as object).flatMap(([key, inner]) => [
    ...checkShape(shape.key?.shape ?? "", key, below(at, key)),
    ...checkShape(shape.value?.shape ?? "", inner, below(at, key)),
  ]);
}

function checkMembers(shape: Shape, value: Readonly<Record<string, unknown>>, at: string): Diagnostic[] {
  const members = shape.members ?? {};
  const missing = (shape.required ?? [])
    .filter((name) => value[name] === undefined)
    .map((name) => problem("native-missing", below(at, name), "SageMaker requires this member, and it is missing."));
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return [...missing, ...present.flatMap(([name, inner]) => checkMember(members, name, inner, below(at, name)))];
}

function checkMember(members: NonNullable<Shape["members"]>, name: string, value: unknown, at: string): Diagnostic[] {
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  if (member !== undefined) return checkShape(member.shape, value, at);
  const near = nearest(name, Object.keys(members));
  const fix = near === undefined ? `Known members: ${Object.keys(members).join(", ")}.` : `Did you mean \`${near}\`?`;
  return [problem("native-unknown", at, "SageMaker's model has no such member.", fix)];
}

function wrongType(shape: Shape, value: unknown, at: string): Diagnostic {
  return problem("native-type", at, `Found ${describe(value, at)}. Allowed: ${shape.type}.`);
}

const units: Readonly<Record<string, string>> = { string: " characters", list: " items", map: " entries" };

function checkBounds(shape: Shape, value: unknown, at: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const size = sizeOf(value);
  if (size !== undefined && (size < (shape.min ?? size) || size > (shape.max ?? size))) {
    const range = `${shape.min ?? "any"} to ${shape.max ?? "any"}`;
    diagnostics.push(
      problem(
        "native-range",
        at,
        `Found ${size}${units[shape.type] ?? ""}. Allowed: ${range}${units[shape.type] ?? ""}.`,
      ),
    );
  }
  if (typeof value !== "string") return diagnostics;
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    const near = nearest(value, shape.enum);
    const few =
      shape.enum.length <= 12
        ? ` Allowed: ${shape.enum.join(", ")}.`
        : ` It is none of the ${shape.enum.length} allowed words.`;
    diagnostics.push(
      problem(
        "native-enum",
        at,
        `Found ${describe(value, at)}.${few}`,
        near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`,
      ),
    );
  }
  if (shape.pattern !== undefined && !patternFor(shape.pattern, value).test(value)) {
    diagnostics.push(
      problem("native-pattern", at, `Found ${describe(value, at)}. Allowed: what matches ${shape.pattern}.`),
    );
  }
  return diagnostics;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

const patterns = new Map<string, RegExp>();

/** The classes of Unicode that the model's patterns name, within ASCII. Reading the whole ones takes V8 a millisecond. */
const asciiClasses: readonly (readonly [string, string])[] = [
  ["\\p{L}", "a-zA-Z"],
  ["\\p{N}", "0-9"],
  ["\\p{Z}", " "],
];

/** The model's patterns are Java's: they match the whole text, and know `\p{Alnum}`, which is ASCII in Java. */
function patternFor(source: string, text: string): RegExp {
  const pattern = source.replaceAll("\\p{Alnum}", "a-zA-Z0-9");
  if (!pattern.includes("\\p{")) return compiled(pattern, "s");
  const ascii = asciiClasses.reduce((short, [name, characters]) => short.replaceAll(name, characters), pattern);
  const isShort = !ascii.includes("\\p{") && /^[\x20-\x7e]*$/.test(text);
  return isShort ? compiled(ascii, "") : compiled(pattern, "u");
}

function compiled(pattern: string, flags: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, flags);
  patterns.set(pattern, known);
  return known;
}

/** The value in a sentence; what stands in the environment may be a secret and is never shown. */
function describe(value: unknown, at: string): string {
  if (at.includes("/Environment/")) return `a ${typeof value}`;
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}

function problem(code: string, path: string, message: string, fix?: string): Diagnostic {
  return { severity: "error", code, path, message, ...(fix === undefined ? {} : { fix }) };
}
