import type { Diagnostic } from "../contract/diagnostic.ts";
import type { ArgumentRow, ArgvForm } from "./argument-table.ts";
import { checkArgument } from "./check.ts";
import { wordsOf } from "./check-value.ts";
import { dialectOf } from "./dialect.ts";
import { coercedText, isObject } from "./json-text.ts";

export interface EncodedArguments {
  readonly argv: readonly string[];
  readonly diagnostics: Diagnostic[];
}

/** Tokens, or why and what instead. No tokens: leaving the argument out says the same. */
type Tokens = readonly string[] | { readonly why: string; readonly fix: string };

/**
 * TrainingArguments as command line arguments that HfArgumentParser reads back to the same values, in table order.
 * What is wrong by itself or cannot travel so is an error and left out of `argv`; rules that cross arguments are
 * `checkTrainingArguments`.
 *
 * @param version the transformers release, `"5"` when undefined
 */
export function encodeArguments(args: object, version: string | undefined, path = "args"): EncodedArguments {
  const { dialect, diagnostics } = dialectOf(version);
  if (dialect === undefined) return { argv: [], diagnostics };
  const argv: string[] = [];
  const values = new Map(Object.entries(args).filter((entry) => entry[1] !== undefined));
  const foreign = [...values.keys()].filter((name) => !dialect.rows.has(name));
  for (const name of [...dialect.rows.keys(), ...foreign]) {
    if (!values.has(name)) continue;
    const fault = checkArgument(name, values.get(name), `${path}.${name}`, dialect);
    const row = dialect.rows.get(name);
    if (fault !== undefined || row === undefined) {
      if (fault !== undefined) diagnostics.push(fault);
      continue;
    }
    const tokens = encodeValue(row, values.get(name));
    if ("why" in tokens) diagnostics.push(notOnTheCommandLine(row, tokens.why, tokens.fix, path));
    else argv.push(...tokens);
  }
  return { argv, diagnostics };
}

function encodeValue(row: ArgumentRow, value: unknown): Tokens {
  const leftOut = value === null || JSON.stringify(value) === "[]";
  if (leftOut && JSON.stringify(value) === JSON.stringify(row.default)) return [];
  if (value === null)
    return { why: "None can only be said by leaving it out, and the default is another value", fix: "Write a value." };
  return encoders[row.argv](row, value);
}

const encoders: Readonly<Record<ArgvForm, (row: ArgumentRow, value: unknown) => Tokens>> = {
  value: encodePlain,
  tokens: encodeTokens,
  json: encodeJson,
  "one-value": encodeOne,
  boolean: encodeBoolean,
  words: encodeWords,
  flag: (row, value) => (value === true ? [`--${row.name}`] : encodeWords(row, value)),
  none: () => ({ why: "transformers reads it from no command line", fix: "Leave it out, or set it in the script." }),
};

/** JavaScript's shortest form of a number is read back by Python to the same one. */
function encodePlain(row: ArgumentRow, value: unknown): Tokens {
  if (typeof value === "boolean" && !row.types.includes("boolean")) {
    return { why: "the command line makes a string of it", fix: "Leave it out, or set it in the script." };
  }
  return [`--${row.name}=${String(value)}`];
}

function encodeTokens(row: ArgumentRow, value: unknown): Tokens {
  const words = typeof value === "string" ? wordsOf(row, value) : listOf(value);
  if (words.length === 0) {
    return row.default === ""
      ? []
      : { why: "a list on the command line has one item at least", fix: "Leave it out, or set it in the script." };
  }
  const dashed = words.find((word) => word.startsWith("-"));
  return dashed === undefined
    ? [`--${row.name}`, ...words]
    : {
        why: `the item "${dashed}" would be read as the name of an argument`,
        fix: "Rename it, or set the list in the script.",
      };
}

function encodeJson(row: ArgumentRow, value: unknown): Tokens {
  if (!isObject(value)) return [`--${row.name}=${String(value)}`];
  const coerced = coercedText(value);
  if (coerced === undefined) return [`--${row.name}=${JSON.stringify(value)}`];
  return {
    why: `the string "${coerced}" inside it would be read as ${coerced.toLowerCase()} without quotes`,
    fix: `Write ${coerced.toLowerCase()}, or put the object into a JSON file and give its path.`,
  };
}

function encodeOne(row: ArgumentRow, value: unknown): Tokens {
  if (typeof value === "string") return [`--${row.name}=${value}`];
  const items = listOf(value);
  // A tracker alone and a list of it are the same to the Trainer, and no trackers are "none".
  if (row.name === "report_to" && items.length < 2) return [`--${row.name}=${items[0] ?? "none"}`];
  const fix =
    row.name === "report_to"
      ? 'Name one, or write "all" for every one that is installed.'
      : "Write one pattern as a string, or set the list in the script.";
  return { why: "the command line takes one string here, not a list", fix };
}

/** Words that mean what a boolean means. */
const booleanWords: Readonly<Record<string, boolean>> = { all: true, no: false };

function encodeBoolean(row: ArgumentRow, value: unknown): Tokens {
  const flag = typeof value === "string" ? booleanWords[value] : value;
  if (typeof flag === "boolean") return [`--${row.name}=${flag}`];
  return { why: `the command line takes true or false here, not "${String(value)}"`, fix: 'Write "all" or "no".' };
}

/** FSDP in words; off is said by leaving it out, and on, before 5.10, is the word that Python puts there itself. */
function encodeWords(row: ArgumentRow, value: unknown): Tokens {
  const words = value === true ? ["full_shard"] : value === false ? [] : wordsOf(row, value);
  return words.length === 0 ? [] : [`--${row.name}=${words.join(" ")}`];
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : []);

function notOnTheCommandLine(row: ArgumentRow, why: string, fix: string, path: string): Diagnostic {
  return {
    severity: "error",
    code: "not-on-the-command-line",
    path: `${path}.${row.name}`,
    message: `This value of \`${row.name}\` cannot be passed to the script: ${why}.`,
    fix,
  };
}
