import { extname, resolve } from "node:path";
import { configError } from "@switchyard/core";
import type { Document } from "../documents/document.ts";
import { parseText, readDocument, readText } from "../documents/read-document.ts";
import { unlessAborted } from "../errors/interrupted.ts";
import type { Shell } from "../shell.ts";
import { locate } from "../spec/locate.ts";
import { isObject, type ArgumentSource } from "./source.ts";

/** What only a spec has at its top; no TrainingArguments are named so. */
const fieldsOfSpec = ["name", "source", "entryPoint", "args"];

/**
 * The TrainingArguments of a file: a spec's, a bare mapping's, or those of every call in a Python file. `-` is standard
 * input, YAML or JSON.
 *
 * @throws {ConfigError} when the file cannot be read or parsed, or holds no arguments.
 */
export async function readSources(
  word: string,
  shell: Pick<Shell, "directory" | "stdin" | "signal">,
): Promise<readonly ArgumentSource[]> {
  const file = resolve(shell.directory, word);
  if (extname(word).toLowerCase() === ".py") {
    return (await import("./python-source.ts")).readPython(await readText(file, word), word);
  }
  if (word !== "-") return [fromDocument(await readDocument(file, word), word)];
  const label = "standard input";
  return [fromDocument(await parseText(await unlessAborted(shell.stdin(), shell.signal), label), label)];
}

function fromDocument(document: Document, label: string): ArgumentSource {
  const { value } = document;
  const isSpec = isObject(value) && fieldsOfSpec.some((name) => name in value);
  const args = isSpec ? (value["args"] ?? {}) : value;
  if (!isObject(args)) {
    const fix = "Give a spec, a mapping such as `learning_rate: 2e-5`, or a Python file.";
    throw configError("no-arguments", label, "This holds no mapping of TrainingArguments.", fix);
  }
  const bare: Document = { value, find: (path) => document.find(path.replace(/^args\.?/, "")) };
  return {
    label,
    args,
    ...(isSpec ? { spec: value } : {}),
    notes: [],
    locate: (issue) => locate(issue, isSpec ? document : bare, label),
  };
}
