import { PythonSyntaxError } from "./python-syntax-error.ts";
import { readString, stringPrefix } from "./strings.ts";

/** One token of Python. `value` is a string's text; absent for bytes, f-strings and names that only Unicode's table knows. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "symbol";
  readonly text: string;
  /** Where it begins and ends in the source. */
  readonly start: number;
  readonly end: number;
  readonly value?: string;
}

const blank = /(?:[ \t\f\r\n]|\\\r?\n|#[^\r\n]*)*/y;
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
// The digits of one base, with single underscores between them; a letter or digit behind makes it no number.
const digits = String.raw`\d(?:_?\d)*`;
const number = new RegExp(
  String.raw`(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:${digits}\.?(?:${digits})?|\.${digits})(?:[eE][-+]?${digits})?[jJ]?)`,
  "y",
);
const symbol = /\*\*=?|\/\/=?|<<=?|>>=?|->|:=|\.\.\.|[-+*/%@&|^=!<>]=|[-+*/%@&|^~<>=()[\]{},:.;!]/y;

/**
 * The tokens of a Python source. Line ends and indentation are no tokens here: literals and calls do not need them.
 *
 * @throws {PythonSyntaxError} where the source cannot be read on.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let offset = source.startsWith("\ufeff") ? 1 : 0;
  for (;;) {
    offset = endOf(blank, source, offset) ?? offset;
    if (offset >= source.length) return tokens;
    const token = readToken(source, offset);
    tokens.push(token);
    offset = token.end;
  }
}

function readToken(source: string, start: number): Token {
  const prefix = stringPrefix(source, start);
  if (prefix !== undefined) {
    const { end, value } = readString(source, start, prefix);
    return { kind: "string", text: source.slice(start, end), start, end, ...(value === undefined ? {} : { value }) };
  }
  for (const [kind, pattern] of [
    ["number", number],
    ["name", name],
    ["symbol", symbol],
  ] as const) {
    const end = endOf(pattern, source, start);
    if (end !== undefined) return { kind, text: source.slice(start, end), start, end };
  }
  throw new PythonSyntaxError(`Python has no character ${JSON.stringify(source.charAt(start))} here.`, start);
}

function endOf(pattern: RegExp, source: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}
