import type { Diagnostic } from "../contract/diagnostic.ts";
import type { EncodedArguments } from "./argv.ts";
import { dialectOf } from "./dialect.ts";
import { entriesOf, isObject, unfitReason } from "./json-text.ts";

const namePattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Tokens, or what is wrong and what instead. */
type Tokens = readonly string[] | { readonly code: string; readonly message: string; readonly fix: string };

/**
 * The script's own arguments as command line arguments, sorted by name: strings and numbers as `--name=value`, true as
 * the bare `--name`, false as `--name=false`, lists as tokens after the name, objects as compact JSON. Placeholders such
 * as `{input:train}` stay as they are.
 *
 * @param version the transformers release whose TrainingArguments belong under `args`, `"5"` when undefined
 */
export function encodeScriptArguments(
  scriptArgs: Readonly<Record<string, unknown>>,
  version?: string,
  path = "scriptArgs",
): EncodedArguments {
  const trainingArguments = dialectOf(version).dialect?.rows;
  const argv: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const [name, value] of entriesOf(scriptArgs).sort(([first], [second]) => (first < second ? -1 : 1))) {
    // argparse knows every argument of transformers by both spellings.
    const spelled = name.replaceAll("-", "_");
    const tokens = trainingArguments?.has(spelled)
      ? misplaced(name, spelled)
      : seen.has(spelled)
        ? twice(name)
        : encode(name, value);
    seen.add(spelled);
    if ("code" in tokens) diagnostics.push({ severity: "error", path: `${path}.${name}`, ...tokens });
    else argv.push(...tokens);
  }
  return { argv, diagnostics };
}

function encode(name: string, value: unknown): Tokens {
  if (!namePattern.test(name)) {
    const message = `${JSON.stringify(name)} is no name of an argument. Allowed are letters, digits, "_" and "-", and no digit or "-" at the start.`;
    return { code: "wrong-name", message, fix: "Write the name without the leading dashes." };
  }
  const reason = unfitReason(value);
  if (reason !== undefined) return { code: "unfit-value", message: `\`${name}\` ${reason}.`, fix: "Take it out." };
  if (value === null)
    return {
      code: "null-value",
      message: `\`${name}\` is null, which a command line cannot say.`,
      fix: "Leave it out.",
    };
  if (value === true) return [`--${name}`];
  if (Array.isArray(value)) return encodeList(name, value);
  return [`--${name}=${isObject(value) ? JSON.stringify(value) : String(value)}`];
}

function encodeList(name: string, items: readonly unknown[]): Tokens {
  if (items.length === 0) {
    return {
      code: "empty-list",
      message: `\`${name}\` is an empty list, which a command line cannot say.`,
      fix: "Leave it out.",
    };
  }
  if (items.some((item) => typeof item === "object")) {
    const message = `\`${name}\` is a list that holds null, a list or an object. Allowed are strings, numbers and booleans.`;
    return { code: "nested-list", message, fix: "Pass the whole as an object, which travels as JSON, or as a file." };
  }
  const words = items.map(String);
  const dashed = words.find((word) => word.startsWith("-"));
  if (dashed === undefined) return [`--${name}`, ...words];
  const message = `The item ${JSON.stringify(dashed)} of \`${name}\` would be read as the name of an argument.`;
  return { code: "dash-in-list", message, fix: "Pass it in another way, such as one string with commas." };
}

function misplaced(name: string, spelled: string): Tokens {
  return {
    code: "misplaced-argument",
    message: `\`${name}\` is one of the TrainingArguments.`,
    fix: `Put it under \`args\` as \`${spelled}\`.`,
  };
}

function twice(name: string): Tokens {
  return {
    code: "duplicate-name",
    message: `\`${name}\` stands here a second time, with "-" and "_" exchanged.`,
    fix: "Keep one of the two.",
  };
}
