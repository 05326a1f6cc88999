import { dirname, resolve } from "node:path";
import { ConfigError, configError, SwitchyardError, type TrainerSpec } from "@switchyard/core";
import type { Document } from "../documents/document.ts";
import { parseText, readDocument } from "../documents/read-document.ts";
import { unlessAborted } from "../errors/interrupted.ts";
import type { Shell } from "../shell.ts";
import { isOfStudy } from "./load-study.ts";
import { locate } from "./locate.ts";

/** A spec as its author wrote it; core checks it when it is planned. */
export interface LoadedSpec {
  readonly spec: TrainerSpec;
  /** Absolute. What `source` is relative to: the spec's own folder. */
  readonly folder: string;
  /** Runs what judges the spec, and adds to each of its complaints the line it is about. */
  judge<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Loads a spec from a file, or from standard input where `-` stands.
 *
 * @throws {ConfigError} when it cannot be read, parsed, or is no object.
 */
export async function loadSpec(
  word: string,
  shell: Pick<Shell, "directory" | "stdin" | "signal">,
): Promise<LoadedSpec> {
  const isStdin = word === "-";
  const label = isStdin ? "standard input" : word;
  const file = resolve(shell.directory, word);
  const document = isStdin
    ? await parseText(await unlessAborted(shell.stdin(), shell.signal), label)
    : await readDocument(file, label);
  return {
    spec: asObject(document, label) as TrainerSpec,
    folder: isStdin ? shell.directory : dirname(file),
    judge: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (!isConfigError(error)) throw error;
        throw new ConfigError(
          error.issues.map((issue) => (isOfStudy(issue.path) ? issue : locate(issue, document, label))),
          { cause: error },
        );
      }
    },
  };
}

function asObject(document: Document, label: string): object {
  const { value } = document;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  const found =
    value === null || value === undefined ? "nothing" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
  throw configError(
    "not-an-object",
    label,
    `A spec is an object, and this holds ${found}.`,
    "Begin with `name: my-run`, `source: .` and `entryPoint: train.py`.",
  );
}

/** By its brand and shape: a spec module may bring a second copy of core. */
function isConfigError(error: unknown): error is ConfigError {
  return SwitchyardError.is(error, "config") && "issues" in error;
}
