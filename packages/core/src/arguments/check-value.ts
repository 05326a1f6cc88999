import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import type { ArgumentKind, ArgumentRow } from "./argument-table.ts";
import type { Dialect } from "./dialect.ts";
import { isObject, quote } from "./json-text.ts";
import { parallelismAsVariables } from "./parallelism.ts";

/** One diagnostic for a value of the wrong type or outside the list, none for a right one. */
export function checkValue(row: ArgumentRow, value: unknown, path: string, dialect: Dialect): Diagnostic | undefined {
  if (!row.types.some((kind) => isKind(kind, value))) return wrongType(row, value, path);
  const wrong = wordsOf(row, value).find((word) => row.choices !== undefined && !row.choices.includes(word));
  return wrong === undefined ? undefined : wrongChoice(row, wrong, path, dialect);
}

const kindChecks: Readonly<Record<ArgumentKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  false: (value) => value === false,
  object: isObject,
  null: (value) => value === null,
};

const kindNames: Readonly<Record<ArgumentKind, string>> = {
  string: "a string",
  strings: "a list of strings",
  integer: "a whole number",
  number: "a finite number",
  boolean: "true or false",
  false: "false",
  object: "an object",
  null: "null",
};

const isKind = (kind: ArgumentKind, value: unknown): boolean => kindChecks[kind](value);

/** The words of a value that has a closed list; a string of words is split where Python splits it. */
export function wordsOf(row: ArgumentRow, value: unknown): string[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string") return [];
  const splits = row.argv === "tokens" || row.argv === "words" || row.argv === "flag";
  return splits ? value.split(/\s+/).filter((word) => word !== "") : [value];
}

function wrongType(row: ArgumentRow, value: unknown, path: string): Diagnostic {
  return {
    severity: "error",
    code: "wrong-type",
    path,
    message: `\`${row.name}\` is ${describe(value)}. Allowed is ${allowed(row)}.`,
    fix: typeFix(row, value),
  };
}

function allowed(row: ArgumentRow): string {
  const words =
    row.choices === undefined || row.choices.length > 8 ? "a string" : `one of ${row.choices.map(quote).join(", ")}`;
  return row.types.map((kind) => (kind === "string" ? words : kindNames[kind])).join(" or ");
}

function describe(value: unknown): string {
  if (typeof value === "string") return `the string ${quote(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value))
    return value.every((item) => typeof item === "string")
      ? "a list of strings"
      : "a list of other things than strings";
  return isObject(value) ? "an object" : `a ${typeof value}`;
}

function typeFix(row: ArgumentRow, value: unknown): string {
  if (row.name === "parallelism_config") return parallelismAsVariables(value);
  if (value === null) return `Leave it out: the default is ${JSON.stringify(row.default)}.`;
  if (typeof value === "string" && row.types.some((kind) => kind === "number" || kind === "integer"))
    return numberFix(row, value);
  if (typeof value === "string" && row.types.includes("boolean") && /^(true|false)$/i.test(value)) {
    return `Write it without quotes: ${value.toLowerCase()}.`;
  }
  if (value === false && row.choices?.includes("no"))
    return 'YAML 1.1 reads an unquoted no as false. Write "no" in quotes.';
  if (typeof value === "number" && row.types.includes("integer")) {
    return row.name === "warmup_steps"
      ? "Write a whole number. A share of all steps is `warmup_ratio`."
      : "Write a whole number.";
  }
  return `Write ${allowed(row)}, or leave it out: the default is ${JSON.stringify(row.default)}.`;
}

function numberFix(row: ArgumentRow, text: string): string {
  const parts = /^([+-]?\d+)(e[+-]?\d+)$/i.exec(text.trim());
  if (parts !== null && row.types.includes("number")) {
    return `YAML 1.1 reads ${text} as a string, because it has no dot. Write ${parts[1]}.0${parts[2]}.`;
  }
  const readable = text.trim() !== "" && Number.isFinite(Number(text));
  return readable
    ? `Write it without quotes: ${Number(text)}.`
    : `Write a number, or leave it out: the default is ${JSON.stringify(row.default)}.`;
}

function wrongChoice(row: ArgumentRow, wrong: string, path: string, dialect: Dialect): Diagnostic {
  const choices = row.choices ?? [];
  const near = nearest(wrong, choices);
  const history = choiceHistory(row, wrong, dialect);
  return {
    severity: "error",
    code: "wrong-choice",
    path,
    message: `\`${row.name}\` is ${quote(wrong)}. Allowed in transformers ${dialect.label} is ${choices.map(quote).join(", ")}.${history}`,
    fix: near === undefined ? "Write one of these words." : `Write ${quote(near)}.`,
  };
}

function choiceHistory(row: ArgumentRow, choice: string, dialect: Dialect): string {
  const since = Object.entries(row.choiceSince ?? {}).find(([name]) => name === choice)?.[1];
  if (since !== undefined && since > dialect.minor) return ` It came with ${dialect.major}.${since}.`;
  const until = Object.entries(row.choiceUntil ?? {}).find(([name]) => name === choice)?.[1];
  return until !== undefined && until <= dialect.minor ? ` It is gone since ${dialect.major}.${until}.` : "";
}
