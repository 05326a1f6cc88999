import { checkTrainerSpec } from "@switchyard/core";

/** Problems of an argument by itself; the others are rules that cross arguments. */
const misfits = new Set(["unknown-argument", "removed-argument", "later-argument", "wrong-type", "wrong-choice"]);

/** Codes of core's checks that one argument with this value gives rise to. */
function problemsOf(name: string, value: unknown, transformers: string | undefined): string[] {
  const environment = transformers === undefined ? {} : { environment: { transformers } };
  return checkTrainerSpec({ name: "x", source: ".", entryPoint: "x.py", args: { [name]: value }, ...environment })
    .filter(({ path }) => path === `args.${name}`)
    .map(({ code }) => code);
}

/** Whether the argument of this name takes the value, by core's tables of TrainingArguments. */
export function takes(name: string, value: unknown, transformers: string | undefined): boolean {
  return !problemsOf(name, value, transformers).some((code) => misfits.has(code));
}

/** Whether a name is one of the TrainingArguments. */
export function isTrainingArgument(name: string, transformers: string | undefined): boolean {
  return !problemsOf(name, null, transformers).some((code) => code === "unknown-argument");
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
