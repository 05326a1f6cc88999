import * as v from "valibot";
import type { Diagnostic } from "../contract/diagnostic.ts";
import { redact } from "../redact.ts";
import { nearest } from "../text/nearest.ts";

type Issue = v.BaseIssue<unknown>;

/** As much of a valibot schema as is read here: objects with entries, optional wrappers, and what is allowed. */
interface Schema {
  readonly type?: string;
  readonly message?: unknown;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly options?: readonly unknown[];
}

/**
 * Checks a value against a schema of strict objects and reports all problems at once: path, what was found, what is
 * allowed, and the nearest valid name. A schema's own message is the end of the sentence "Allowed: …".
 */
export function checkShape(value: unknown, schema: v.GenericSchema, root = ""): Diagnostic[] {
  const { issues = [] } = v.safeParse(schema, value);
  const reported = issues
    .filter((issue) => !isUnknownKey(issue))
    .map((issue) => reportIssue(issue, schema as Schema, root));
  return [...reported, ...findMisshapen(value, schema as Schema, root)];
}

/** Valibot stops at the first unknown key and takes a list for an object: these two are looked for here. */
function findMisshapen(value: unknown, schema: Schema | undefined, path: string): Diagnostic[] {
  const shape = unwrap(schema);
  if (typeof value !== "object" || value === null || (shape?.entries === undefined && shape?.type !== "record"))
    return [];
  if (Array.isArray(value)) {
    return [
      { severity: "error", code: "wrong-value", path, message: `Found ${describeValue(value)}. Allowed: an object.` },
    ];
  }
  const known = shape.entries;
  if (known === undefined) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = formatPath([key], path);
    return Object.hasOwn(known, key)
      ? findMisshapen(inner, known[key], at)
      : [unknownField(at, key, Object.keys(known))];
  });
}

function isUnknownKey(issue: Issue): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

function reportIssue(issue: Issue, schema: Schema, root: string): Diagnostic {
  const steps = issue.path ?? [];
  const keys = steps.map((step) => step.key as string | number);
  const path = formatPath(keys, root);
  const isKey = (steps.at(-1) as { origin?: string } | undefined)?.origin === "key";
  if (issue.type === "strict_object" && isKey) {
    return {
      severity: "error",
      code: "missing-field",
      path,
      message: `Is missing. Allowed: ${allowedBy(schemaAt(schema, keys))}.`,
    };
  }
  if (isKey)
    return { severity: "error", code: "wrong-name", path, message: `Is no valid name. Allowed: ${issue.message}.` };
  const words = wordsOf(schemaAt(schema, keys));
  const near = words === undefined ? undefined : nearest(String(issue.input), words);
  return {
    severity: "error",
    code: "wrong-value",
    path,
    message: `Found ${describeValue(issue.input)}. Allowed: ${words?.join(", ") ?? issueAllows(issue)}.`,
    ...(near === undefined ? {} : { fix: `Did you mean ${JSON.stringify(near)}?` }),
  };
}

/** A diagnostic for a field that does not exist, with the nearest one that does. */
export function unknownField(path: string, name: string, known: readonly string[]): Diagnostic {
  const near = nearest(name, known);
  const fix = near === undefined ? `Known fields: ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
  return { severity: "error", code: "unknown-field", path, message: "There is no such field.", fix };
}

/** What was found, short enough for a sentence and without a secret. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return `a ${typeof value}`;
  const written = redact(safeJson(value));
  const short = written.length > 60 ? `${written.slice(0, 57)}…` : written;
  if (typeof value !== "object" || value === null) return short;
  return `${Array.isArray(value) ? "a list" : "an object"}, ${short}`;
}

/** `["resources", "nodes"]` → `resources.nodes`; a key that is no plain word stands in brackets. */
export function formatPath(keys: readonly (string | number)[], root = ""): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === "number") return `${path}[${key}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
  }, root);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "that refers to itself";
  }
}

function schemaAt(schema: Schema | undefined, keys: readonly (string | number)[]): Schema | undefined {
  return keys.reduce<Schema | undefined>((at, key) => unwrap(at)?.entries?.[String(key)], schema);
}

function unwrap(schema: Schema | undefined): Schema | undefined {
  return schema?.wrapped === undefined ? schema : unwrap(schema.wrapped);
}

function wordsOf(schema: Schema | undefined): string[] | undefined {
  return unwrap(schema)?.options?.map(String);
}

function allowedBy(schema: Schema | undefined): string {
  const message = unwrap(schema)?.message;
  return typeof message === "string" ? message : (wordsOf(schema)?.join(", ") ?? "an object");
}

const plainTypes: Readonly<Record<string, string>> = {
  Object: "an object",
  string: "text in quotes",
  number: "a number",
  boolean: "`true` or `false`",
};

/** A schema without a message of its own speaks valibot's English; its `expected` says the same, shorter. */
function issueAllows(issue: Issue): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return plainTypes[issue.expected ?? ""] ?? issue.expected ?? "another value";
}
