import type { Diagnostic } from "../contract/diagnostic.ts";
import type { EncodedArguments } from "./argv.ts";
import { dialectOf } from "./dialect.ts";
import { entriesOf, isObject, unfitReason } from "./json-text.ts";

const namePattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** What is wrong, and what instead. */
interface Fault {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}
type Tokens = readonly string[] | Fault;

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
  const { entries, diagnostics } = checkScriptArguments(scriptArgs, version, path);
  const argv: string[] = [];
  for (const [name, value] of entries) {
    const tokens = encode(name, value);
    if ("code" in tokens) diagnostics.push(faultAt(path, name, tokens));
    else argv.push(...tokens);
  }
  return { argv, diagnostics };
}

/** The script's own arguments that no channel refuses, sorted by name, and what is wrong with the others. */
export function checkScriptArguments(
  scriptArgs: Readonly<Record<string, unknown>>,
  version?: string,
  path = "scriptArgs",
): { readonly entries: readonly (readonly [string, unknown])[]; readonly diagnostics: Diagnostic[] } {
  const trainingArguments = dialectOf(version).dialect?.rows;
  const entries: (readonly [string, unknown])[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const [name, value] of entriesOf(scriptArgs).sort(([first], [second]) => (first < second ? -1 : 1))) {
    const spelled = spelledAsField(name);
    const fault = trainingArguments?.has(spelled)
      ? misplaced(name, spelled)
      : seen.has(spelled)
        ? twice(name)
        : faultOf(name, value);
    seen.add(spelled);
    if (fault === undefined) entries.push([name, value]);
    else diagnostics.push(faultAt(path, name, fault));
  }
  return { entries, diagnostics };
}

/** argparse knows every argument of transformers by both spellings, a dataclass by this one. */
export function spelledAsField(name: string): string {
  return name.replaceAll("-", "_");
}

const faultAt = (path: string, name: string, fault: Fault): Diagnostic => ({
  severity: "error",
  path: `${path}.${name}`,
  ...fault,
});

function faultOf(name: string, value: unknown): Fault | undefined {
  if (!namePattern.test(name)) {
    const message = `${JSON.stringify(name)} is no name of an argument. Allowed are letters, digits, "_" and "-", and no digit or "-" at the start.`;
    return { code: "wrong-name", message, fix: "Write the name without the leading dashes." };
  }
  const reason = unfitReason(value);
  return reason === undefined
    ? undefined
    : { code: "unfit-value", message: `\`${name}\` ${reason}.`, fix: "Take it out." };
}

function encode(name: string, value: unknown): Tokens {
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

function misplaced(name: string, spelled: string): Fault {
  return {
    code: "misplaced-argument",
    message: `\`${name}\` is one of the TrainingArguments.`,
    fix: `Put it under \`args\` as \`${spelled}\`.`,
  };
}

function twice(name: string): Fault {
  return {
    code: "duplicate-name",
    message: `\`${name}\` stands here a second time, with "-" and "_" exchanged.`,
    fix: "Keep one of the two.",
  };
}
