import type { Diagnostic } from "../contract/diagnostic.ts";
import type { ArgumentRow } from "./argument-table.ts";
import { checkArgument } from "./check.ts";
import { wordsOf } from "./check-value.ts";
import { dialectOf } from "./dialect.ts";
import { entriesOf } from "./json-text.ts";
import { checkScriptArguments, spelledAsField } from "./script-arguments.ts";

export interface JsonArguments {
  /** The file's text: one JSON object. */
  readonly text: string;
  readonly diagnostics: Diagnostic[];
}

/**
 * Arguments as the JSON file that HfArgumentParser.parse_json_file reads. It converts nothing, so that a real number is
 * written with its point (`3.0`) and a whole one without. TrainingArguments stand in table order, the script's own behind
 * them, sorted by name. What is wrong by itself is an error and left out.
 *
 * @param version the transformers release, `"5"` when undefined
 */
export function encodeJsonArguments(
  args: object,
  scriptArgs: Readonly<Record<string, unknown>>,
  version: string | undefined,
): JsonArguments {
  const { dialect, diagnostics } = dialectOf(version);
  const lines: string[] = [];
  const order = [...(dialect?.rows.keys() ?? [])];
  for (const [name, value] of entriesOf(args).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
    const fault = dialect && checkArgument(name, value, `args.${name}`, dialect);
    const row = dialect?.rows.get(name);
    if (fault !== undefined) diagnostics.push(fault);
    else if (row !== undefined && !isFsdpOff(row, value)) lines.push(entry(name, written(row, value)));
  }
  const own = checkScriptArguments(scriptArgs, version);
  for (const [name, value] of own.entries) lines.push(entry(spelledAsField(name), JSON.stringify(value)));
  const text = lines.length === 0 ? "{}\n" : `{\n${lines.join(",\n")}\n}\n`;
  return { text, diagnostics: [...diagnostics, ...own.diagnostics] };
}

const entry = (name: string, value: string): string => ` ${JSON.stringify(name)}: ${value}`;

function written(row: ArgumentRow, value: unknown): string {
  const text = JSON.stringify(value);
  return row.types.includes("number") && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** transformers 4 raises TypeError for `fsdp: false`; every release takes it as off when it is left out. */
function isFsdpOff(row: ArgumentRow, value: unknown): boolean {
  return row.name === "fsdp" && value !== true && wordsOf(row, value).length === 0;
}
