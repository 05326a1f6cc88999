import type { JsonValue } from "@switchyard/core";
import { readLiteral } from "./literal.ts";
import { tokenize, type Token } from "./tokens.ts";

/** One call of a class, as far as its arguments stand in the source. */
export interface PythonCall {
  /** The class's own name, whatever it was imported as. */
  readonly name: string;
  readonly start: number;
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Where each keyword stands. */
  readonly starts: Readonly<Record<string, number>>;
  readonly unread: readonly UnreadArgument[];
}

/** An argument that is known only when the script runs. */
export interface UnreadArgument {
  /** Absent for `*list`, `**dict` and what has no name. */
  readonly name?: string;
  readonly source: string;
  readonly start: number;
}

/**
 * Every call of the named classes in a Python source, imported under whatever name.
 *
 * @param first the field that a first argument without a name is for
 * @throws {PythonSyntaxError} where the source cannot be read on.
 */
export function findCalls(source: string, classes: readonly string[], first: string): PythonCall[] {
  const tokens = tokenize(source);
  const names = new Map(classes.map((name) => [name, name]));
  tokens.forEach(({ text }, at) => {
    if (classes.includes(text) && tokens[at + 1]?.text === "as") names.set(tokens[at + 2]?.text ?? "", text);
  });
  return tokens.flatMap((token, at) => {
    const name = token.kind === "name" ? names.get(token.text) : undefined;
    const isCall = tokens[at + 1]?.text === "(" && !["class", "def"].includes(tokens[at - 1]?.text ?? "");
    return name === undefined || !isCall ? [] : [readCall(source, tokens, at, name, first)];
  });
}

function readCall(source: string, tokens: readonly Token[], at: number, name: string, first: string): PythonCall {
  const values: [string, JsonValue][] = [];
  const starts: [string, number][] = [];
  const unread: UnreadArgument[] = [];
  let next = at + 2;
  for (let position = 0; next < tokens.length && tokens[next]?.text !== ")"; position += 1) {
    const start = tokens[next]?.start ?? source.length;
    const isNamed = tokens[next]?.kind === "name" && tokens[next + 1]?.text === "=";
    const field = isNamed ? tokens[next]?.text : position === 0 && !startsUnpacking(tokens[next]) ? first : undefined;
    const from = isNamed ? next + 2 : next;
    const literal = field === undefined ? undefined : readLiteral(tokens, from);
    const end = endOfArgument(tokens, from);
    if (field !== undefined) starts.push([field, start]);
    if (field !== undefined && literal?.next === end) values.push([field, literal.value]);
    else
      unread.push({
        ...(field === undefined ? {} : { name: field }),
        source: sourceOf(source, tokens, from, end),
        start,
      });
    next = tokens[end]?.text === "," ? end + 1 : end;
  }
  return {
    name,
    start: tokens[at]?.start ?? 0,
    values: Object.fromEntries(values),
    starts: Object.fromEntries(starts),
    unread,
  };
}

const startsUnpacking = (token: Token | undefined): boolean => token?.text === "*" || token?.text === "**";

/** The comma or parenthesis that ends an argument. The commas of a lambda's parameters end nothing. */
function endOfArgument(tokens: readonly Token[], from: number): number {
  let depth = 0;
  let lambdas = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    if (kind === "name" && text === "lambda" && depth === 0) lambdas += 1;
    if (kind !== "symbol") continue;
    if (depth === 0 && (text === ")" || (text === "," && lambdas === 0))) return at;
    if (depth === 0 && text === ":" && lambdas > 0) lambdas -= 1;
    if ("([{".includes(text)) depth += 1;
    if (")]}".includes(text)) depth -= 1;
  }
  return tokens.length;
}

function sourceOf(source: string, tokens: readonly Token[], from: number, end: number): string {
  const text = source.slice(tokens[from]?.start, tokens[end - 1]?.end).replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
