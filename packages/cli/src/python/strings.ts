import { PythonSyntaxError } from "./python-syntax-error.ts";

/** What stands before a string's text: the letters, and one quote or three. */
export interface StringPrefix {
  readonly letters: string;
  readonly quote: string;
}

interface ReadString {
  readonly end: number;
  /** Absent for what is no plain text: bytes, f-strings, and characters by their Unicode names. */
  readonly value?: string;
}

const opening = /([rRbBuUfFtT]{0,2})("""|'''|"|')/y;
const kinds = /^(?:|r|u|b|f|t|br|rb|fr|rf|tr|rt)$/i;

export function stringPrefix(source: string, start: number): StringPrefix | undefined {
  opening.lastIndex = start;
  const [, letters = "", quote = ""] = opening.exec(source) ?? [];
  return quote === "" || !kinds.test(letters) ? undefined : { letters: letters.toLowerCase(), quote };
}

/** Strings within strings; more of them is a hostile file. */
const deepest = 30;

/** @throws {PythonSyntaxError} when the string does not end. */
export function readString(source: string, start: number, prefix: StringPrefix, depth = 0): ReadString {
  const { letters, quote } = prefix;
  const from = start + letters.length + quote.length;
  const isTemplate = /[ft]/.test(letters);
  const end = endOfText(source, from, prefix, isTemplate ? depth : undefined, start);
  if (isTemplate || letters.includes("b")) return { end: end + quote.length };
  const raw = source.slice(from, end).replace(/\r\n?/g, "\n");
  const value = letters.includes("r") ? raw : unescape(raw);
  return { end: end + quote.length, ...(value === undefined ? {} : { value }) };
}

/** `depth` is absent for a string without replacement fields. */
function endOfText(
  source: string,
  from: number,
  prefix: StringPrefix,
  depth: number | undefined,
  start: number,
): number {
  const { letters, quote } = prefix;
  let at = from;
  while (at < source.length) {
    if (source.startsWith(quote, at)) return at;
    const character = source.charAt(at);
    if (character === "\n" && quote.length === 1) break;
    if (depth !== undefined && character === "{")
      at = source.charAt(at + 1) === "{" ? at + 2 : endOfField(source, at + 1, depth, start);
    else if (character === "\\" && !(depth !== undefined && letters.includes("r") && source.charAt(at + 1) === "{")) {
      at += source.startsWith("\r\n", at + 1) ? 3 : 2;
    } else at += 1;
  }
  throw new PythonSyntaxError("This string does not end.", start);
}

/** Behind the `}` of a replacement field. Since Python 3.12 the strings in it may use the outer quotes. */
function endOfField(source: string, from: number, within: number, start: number): number {
  let depth = within > deepest ? 0 : 1;
  for (let at = from; depth > 0 && at < source.length; at += 1) {
    const character = source.charAt(at);
    const inner = stringPrefix(source, at);
    if (inner !== undefined) at = readString(source, at, inner, within + 1).end - 1;
    else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new PythonSyntaxError("This string does not end.", start);
}

const single: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const escape = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/gu;

/** An escape that Python does not know stays as it is, backslash included. Undefined where one cannot be read. */
function unescape(text: string): string | undefined {
  let isReadable = true;
  const value = text.replace(escape, (whole, octal?: string, x?: string, u?: string, long?: string, other = "") => {
    const hex = x ?? u ?? long;
    const code = octal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(octal, 8);
    if (!Number.isNaN(code)) {
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      isReadable = false;
    }
    if (/^[NxuU]$/.test(other)) isReadable = false;
    return Object.hasOwn(single, other) ? (single[other] ?? "") : whole;
  });
  return isReadable ? value : undefined;
}
