import type { Diagnostic } from "../contract/diagnostic.ts";
import type { JsonValue } from "../contract/json.ts";
import { isTrainingArgument, majorFor, misfitOf, readArgument } from "./argument-types.ts";
import { lost, unsaid } from "./lifted.ts";
import { notesOnWords } from "./command-line/lifted-call.ts";
import type { NamedWords } from "./command-line/named-words.ts";

/** A script's arguments, sorted into those of the Trainer and its own. */
export interface LiftedWords {
  readonly args: Record<string, JsonValue>;
  readonly scriptArgs: Record<string, JsonValue>;
  /** The major release that has the arguments, where it is not the newest and nobody said one. */
  readonly transformers?: "4";
  readonly diagnostics: readonly Diagnostic[];
}

export interface LiftWordsOptions {
  /** Where the words stood in the native job. */
  readonly path: string;
  /** The transformers release that is known otherwise, as an image may tell it. */
  readonly release?: string | undefined;
}

/** The words behind a script as arguments by name. */
export function liftWords(words: NamedWords, { path, release }: LiftWordsOptions): LiftedWords {
  const { named } = words;
  const older = release === undefined ? majorFor(named.map(([name]) => spelling(name))) : undefined;
  const transformers = release ?? older;
  const args: Record<string, JsonValue> = {};
  const scriptArgs: Record<string, JsonValue> = {};
  const diagnostics: Diagnostic[] = notesOnWords(words, path);
  for (const [name, values] of named) {
    const spelled = spelling(name);
    if (!isTrainingArgument(spelled, transformers)) {
      scriptArgs[name] = scriptValue(values);
      continue;
    }
    const value = argumentValue(spelled, values, transformers);
    const misfit = misfitOf(spelled, value, transformers);
    if (misfit === undefined) args[spelled] = value;
    else diagnostics.push(lost(path, `\`${name}\` is left out. ${misfit.message}`, misfit.fix));
  }
  if (older === undefined) return { args, scriptArgs, diagnostics };
  diagnostics.push(olderRelease(older, path));
  return { args, scriptArgs, transformers: older, diagnostics };
}

/** The spec says a release that the native job did not. */
export function olderRelease(major: string, path: string): Diagnostic {
  return unsaid(
    path,
    `Only transformers ${major}.x has all of these arguments, so the spec says that.`,
    "Name the release that the script was written for in `environment.transformers`.",
  );
}

/** argparse knows every argument of transformers by both spellings. */
export const spelling = (name: string): string => name.replaceAll("-", "_");

/** Text is read as the argument's type wants it; a bare name says true. */
export function argumentValue(name: string, values: readonly string[], transformers: string | undefined): JsonValue {
  if (values.length === 0) return true;
  const text = values.length === 1 ? (values[0] ?? "") : JSON.stringify(values);
  return readArgument(name, text, transformers) as JsonValue;
}

/** Numbers as numbers where they are written the same again; words stay words, since a bare name says true already. */
export function scriptValue(values: readonly string[]): JsonValue {
  if (values.length === 0) return true;
  const read = values.map((text) =>
    text !== "" && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text,
  );
  return read.length === 1 ? (read[0] ?? "") : read;
}
