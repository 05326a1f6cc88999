import type { JsonValue } from "../contract/json.ts";

/** A JSON shape that an argument may have. `strings` is a list of strings, `false` the one word false. */
export type ArgumentKind = "string" | "strings" | "integer" | "number" | "boolean" | "false" | "object" | "null";

/**
 * How HfArgumentParser takes an argument from the command line.
 *
 * - `value`: one value, `--name=value`
 * - `tokens`: one or more tokens, `--name a b`
 * - `json`: an object as JSON text, a string as it stands
 * - `one-value`: a list in Python, but a single string on the command line
 * - `boolean`: words in Python, but only true or false on the command line
 * - `words`: words in one value, `--name="a b"`
 * - `flag`: the bare `--name` for true, otherwise words in one value
 * - `none`: not at all
 */
export type ArgvForm = "value" | "tokens" | "json" | "one-value" | "boolean" | "words" | "flag" | "none";

/** What the newest minor of a major says about one argument. Minors count within the major: 15 is 5.15. */
export interface ArgumentRow {
  readonly name: string;
  readonly types: readonly ArgumentKind[];
  readonly default: JsonValue;
  readonly argv: ArgvForm;
  /** First minor that has it; absent: all have. */
  readonly since?: number;
  /** First minor that no longer has it; absent: none lost it. */
  readonly until?: number;
  readonly choices?: readonly string[];
  /** First minor that knows a choice, where it came later than the argument. */
  readonly choiceSince?: Readonly<Record<string, number>>;
  /** First minor that no longer knows a choice. */
  readonly choiceUntil?: Readonly<Record<string, number>>;
  /** What was otherwise in minors before `until`, oldest first. */
  readonly earlier?: readonly EarlierState[];
}

export interface EarlierState {
  readonly until: number;
  readonly types?: readonly ArgumentKind[];
  readonly default?: JsonValue;
  readonly argv?: ArgvForm;
}

/** Every argument that any minor of a major has, in the order of the newest. */
export interface ArgumentTable {
  readonly major: 4 | 5;
  readonly firstMinor: number;
  readonly lastMinor: number;
  readonly rows: readonly ArgumentRow[];
}
