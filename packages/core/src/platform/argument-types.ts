import type { Diagnostic } from "../contract/diagnostic.ts";
import { checkTrainerSpec } from "../spec/check.ts";

/** The argument of this name does not exist in a release. */
const foreign = new Set(["unknown-argument", "removed-argument", "later-argument"]);

/** Problems of an argument by itself; the others are rules that cross arguments. */
const misfits = new Set([...foreign, "wrong-type", "wrong-choice"]);

/** What core's checks say of one argument with this value. */
function problemsOf(name: string, value: unknown, transformers: string | undefined): readonly Diagnostic[] {
  const environment = transformers === undefined ? {} : { environment: { transformers } };
  const spec = { name: "x", source: ".", entryPoint: "x.py", args: { [name]: value }, ...environment };
  return checkTrainerSpec(spec).filter(({ path }) => path === `args.${name}`);
}

/** Why the argument of this name does not take the value, by core's tables of TrainingArguments. */
export function misfitOf(name: string, value: unknown, transformers: string | undefined): Diagnostic | undefined {
  return problemsOf(name, value, transformers).find(({ code }) => misfits.has(code));
}

/** Whether the argument of this name takes the value. */
export function takes(name: string, value: unknown, transformers: string | undefined): boolean {
  return misfitOf(name, value, transformers) === undefined;
}

/** Whether a name is, was or becomes one of the TrainingArguments. */
export function isTrainingArgument(name: string, transformers: string | undefined): boolean {
  return !problemsOf(name, null, transformers).some(({ code }) => code === "unknown-argument");
}

/** The major release that has all these arguments: the newest, unless only the one before does. */
export function majorFor(names: readonly string[]): "4" | undefined {
  const isIn = (name: string, major: string): boolean =>
    !problemsOf(name, null, major).some(({ code }) => foreign.has(code));
  return names.some((name) => isIn(name, "4") && !isIn(name, "5")) ? "4" : undefined;
}

/** The value that text on a command line means to an argument: the first of its possible readings that fits. */
export function readArgument(name: string, text: string, transformers: string | undefined): unknown {
  const readings = [...wordOf(text), ...numberOf(text), ...objectOf(text), text];
  return readings.find((reading) => takes(name, reading, transformers)) ?? text;
}

/** Python's words for truth, and the one for nothing, as argparse of transformers reads them. */
const words: Readonly<Record<string, boolean>> = { true: true, True: true, false: false, False: false };

const wordOf = (text: string): unknown[] => (Object.hasOwn(words, text) ? [words[text]] : []);

const numberOf = (text: string): unknown[] =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? [Number(text)] : [];

function objectOf(text: string): unknown[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
