import { isPlaceholder } from "@switchyard/core";
import schema from "../schema.data.json" with { type: "json" };

export type Members = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isPlaceholder(value);

const isWhole = (value: unknown, most: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= most;

const matches = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);

/** How proto JSON writes one value, in words, and whether a value is written so. */
const scalars: Readonly<Record<string, readonly [words: string, fits: (value: unknown) => boolean]>> = {
  string: ["text", (value) => typeof value === "string" || isPlaceholder(value)],
  bool: ["true or false", (value) => typeof value === "boolean"],
  int32: ["a whole number", (value) => isWhole(value, 2 ** 31 - 1)],
  // JSON's numbers cannot hold all of them, so Google writes text; it reads both.
  int64: [
    'a whole number, as text such as "2"',
    (value) => isWhole(value, Number.MAX_SAFE_INTEGER) || matches(/^-?\d{1,19}$/)(value),
  ],
  double: ["a number", (value) => typeof value === "number" && Number.isFinite(value)],
  float: ["a number", (value) => typeof value === "number" && Number.isFinite(value)],
  bytes: ["text in base64", matches(/^[A-Za-z0-9+/_-]*={0,2}$/)],
  duration: ['seconds as text, such as "3600s"', matches(/^-?\d{1,12}(?:\.\d{1,9})?s$/)],
  timestamp: [
    'a time such as "2026-11-24T08:00:00Z"',
    matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/),
  ],
  any: ["anything", () => true],
};

/** What a member of this type is, in words. */
export function wordsOf(type: string): string {
  return scalars[type]?.[0] ?? (schema.enums[type] === undefined ? "an object" : "one of Google's words");
}

/** Whether one value has the type. An enum's word is text here; which words there are is another question. */
export function hasType(type: string, value: unknown): boolean {
  const scalar = scalars[type];
  if (scalar !== undefined) return scalar[1](value);
  return schema.enums[type] === undefined ? isObject(value) : typeof value === "string";
}

/** What a required member must not be: protocol buffers know no difference between this and nothing. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
