import { resolve } from "node:path";
import { ConfigError, configError, SwitchyardError, type Study } from "@switchyard/core";
import { readDocument } from "../documents/read-document.ts";
import type { Shell } from "../shell.ts";
import { locate } from "./locate.ts";

/** A hyperparameter search as its author wrote it; core checks it when it is planned. */
export interface LoadedStudy {
  readonly study: Study;
  /** Runs what judges the study, and adds to each complaint about it the line of its file. */
  judge<T>(work: () => Promise<T>): Promise<T>;
}

/** @throws {ConfigError} when the file cannot be read, parsed, or holds no object. */
export async function loadStudy(word: string, shell: Pick<Shell, "directory">): Promise<LoadedStudy> {
  const document = await readDocument(resolve(shell.directory, word), word);
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const fix = "Begin with `objective: { metric: eval_loss, goal: minimize }`, `trials: 10` and `space:`.";
    throw configError("not-an-object", word, "A study is an object.", fix);
  }
  const inStudy = { value, find: (path: string) => document.find(path.replace(/^study\.?/, "")) };
  return {
    study: value as Study,
    judge: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (!SwitchyardError.is(error, "config") || !("issues" in error)) throw error;
        const issues = (error as ConfigError).issues;
        throw new ConfigError(
          issues.map((issue) => (isOfStudy(issue.path) ? locate(issue, inStudy, word) : issue)),
          { cause: error },
        );
      }
    },
  };
}

/** Core's paths into a study begin so; no field of a spec is named so. */
export function isOfStudy(path: string): boolean {
  return /^study\b/.test(path);
}
