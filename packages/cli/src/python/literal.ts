import type { JsonValue } from "@switchyard/core";
import type { Token } from "./tokens.ts";

/** A value that stands in the source as it is, and the token behind it. */
export interface Literal {
  readonly value: JsonValue;
  readonly next: number;
}

/** Deeper than any argument; beyond it a hostile file could end the process. */
const deepest = 60;

const constants: Readonly<Record<string, JsonValue>> = { True: true, False: false, None: null };

/**
 * Reads a literal as Python's `ast.literal_eval` does, as far as JSON knows its kind: text, numbers, booleans, None,
 * lists, tuples (as lists) and dicts with text as keys. Undefined for everything else, and for a whole number that
 * JavaScript does not keep exactly.
 */
export function readLiteral(tokens: readonly Token[], at: number, depth = 0): Literal | undefined {
  const token = tokens[at];
  if (token === undefined || depth > deepest) return undefined;
  if (token.kind === "string") return readText(tokens, at);
  if (token.kind === "number") return numberLiteral(token.text, at);
  if (token.kind === "name") return constantLiteral(token.text, at);
  if (token.text === "-" || token.text === "+") return readSigned(tokens, at, depth);
  if (token.text === "[") return readItems(tokens, at, "]", depth);
  if (token.text === "{") return readDict(tokens, at, depth);
  return token.text === "(" ? readItems(tokens, at, ")", depth) : undefined;
}

function constantLiteral(name: string, at: number): Literal | undefined {
  const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
  return value === undefined ? undefined : { value, next: at + 1 };
}

/** Strings beside each other are one. */
function readText(tokens: readonly Token[], at: number): Literal | undefined {
  let value = "";
  let next = at;
  for (; tokens[next]?.kind === "string"; next += 1) {
    const part = tokens[next]?.value;
    if (part === undefined) return undefined;
    value += part;
  }
  return { value, next };
}

/** `literal_eval` takes one sign before a number. */
function readSigned(tokens: readonly Token[], at: number, depth: number): Literal | undefined {
  let first = at + 1;
  while (tokens[first]?.text === "(") first += 1;
  const inner = tokens[first]?.kind === "number" ? readLiteral(tokens, at + 1, depth + 1) : undefined;
  if (typeof inner?.value !== "number") return undefined;
  return { value: tokens[at]?.text === "-" ? -inner.value : inner.value, next: inner.next };
}

function numberLiteral(text: string, at: number): Literal | undefined {
  const plain = text.replaceAll("_", "");
  const isWhole = /^\d+$|^0[xob]/i.test(plain);
  const value = Number(plain);
  // A complex number, an old octal one, and what would become another number.
  if (/j$/i.test(plain) || /^0+[1-9]\d*$/.test(plain) || (isWhole && !Number.isSafeInteger(value))) return undefined;
  return { value, next: at + 1 };
}

/** In parentheses one value without a comma is that value; all else is a list. */
function readItems(tokens: readonly Token[], at: number, closing: string, depth: number): Literal | undefined {
  const items: JsonValue[] = [];
  let next = at + 1;
  let commas = 0;
  while (tokens[next]?.text !== closing) {
    const item = readLiteral(tokens, next, depth + 1);
    if (item === undefined) return undefined;
    items.push(item.value);
    next = item.next;
    if (tokens[next]?.text === ",") {
      next += 1;
      commas += 1;
    } else if (tokens[next]?.text !== closing) return undefined;
  }
  const [only = null] = items;
  const isGroup = closing === ")" && items.length === 1 && commas === 0;
  return { value: isGroup ? only : items, next: next + 1 };
}

function readDict(tokens: readonly Token[], at: number, depth: number): Literal | undefined {
  const entries: [string, JsonValue][] = [];
  let next = at + 1;
  while (tokens[next]?.text !== "}") {
    const key = readLiteral(tokens, next, depth + 1);
    if (typeof key?.value !== "string" || tokens[key.next]?.text !== ":") return undefined;
    const value = readLiteral(tokens, key.next + 1, depth + 1);
    if (value === undefined) return undefined;
    entries.push([key.value, value.value]);
    next = value.next;
    if (tokens[next]?.text === ",") next += 1;
    else if (tokens[next]?.text !== "}") return undefined;
  }
  return { value: Object.fromEntries(entries), next: next + 1 };
}
