import { configError, type Diagnostic } from "@switchyard/core";
import { placeAt, type Document } from "../documents/document.ts";
import { findCalls, type PythonCall, type UnreadArgument } from "../python/calls.ts";
import { PythonSyntaxError } from "../python/python-syntax-error.ts";
import { locate } from "../spec/locate.ts";
import type { ArgumentSource } from "./source.ts";

const classes = ["TrainingArguments", "Seq2SeqTrainingArguments"];

/** What Seq2SeqTrainingArguments has besides (transformers training_args_seq2seq.py). Not checked. */
const ownOfSeq2Seq: readonly string[] = [
  "sortish_sampler",
  "predict_with_generate",
  "generation_max_length",
  "generation_num_beams",
  "generation_config",
];

/**
 * One source for each call of TrainingArguments in a Python file.
 *
 * @throws {ConfigError} when it cannot be read, or has none.
 */
export function readPython(text: string, label: string): readonly ArgumentSource[] {
  const calls = readCalls(text, label);
  if (calls.length > 0) return calls.map((call) => fromCall(call, text, label));
  const fix = "A script that reads its command line has none: give the spec, or a mapping of the arguments.";
  throw configError("no-arguments", label, `There is no call of ${classes.join(" or ")}.`, fix);
}

function readCalls(text: string, label: string): readonly PythonCall[] {
  try {
    return findCalls(text, classes, "output_dir");
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    const { line, column } = placeAt(text, error.offset);
    throw configError("python", `${label}:${line}:${column}`, error.message, "Correct the Python at this place.");
  }
}

function fromCall(call: PythonCall, text: string, label: string): ArgumentSource {
  const isSeq2Seq = call.name === "Seq2SeqTrainingArguments";
  const own = Object.entries(call.values).filter(([name]) => !(isSeq2Seq && ownOfSeq2Seq.includes(name)));
  const args = Object.fromEntries(own);
  const starts = new Map(Object.entries(call.starts));
  const document: Document = {
    value: { args },
    find: (path) => {
      const start = path === "args" ? call.start : starts.get(path.replace(/^args\./, ""));
      return start === undefined ? undefined : placeAt(text, start);
    },
  };
  const { line, column } = placeAt(text, call.start);
  const places = new Map(call.unread.map((unread) => [notChecked(unread), placeAt(text, unread.start)]));
  return {
    label: `${label}:${line}:${column}`,
    args,
    notes: [...places.keys()],
    locate: (issue) => {
      const place = places.get(issue);
      return place === undefined ? locate(issue, document, label) : { ...issue, location: { file: label, ...place } };
    },
  };
}

function notChecked({ name, source }: UnreadArgument): Diagnostic {
  const message = `\`${source}\` is known only when the script runs: not checked.`;
  return { severity: "info", code: "not-checked", path: name === undefined ? "args" : `args.${name}`, message };
}
