import { ConfigError, configError, type Diagnostic } from "@switchyard/core";
import type { LiftedDocument } from "./lift-document.ts";

/** One document of a file, and what became of it. */
export interface Candidate {
  readonly value: unknown;
  /** Its place in the file, counted from 1. */
  readonly number: number;
  readonly outcome: LiftedDocument | { readonly refusals: readonly Diagnostic[] };
}

/**
 * The job among the documents of a file. What stands beside it, such as a ConfigMap with the code, is told of.
 *
 * @param number which document is wanted, where somebody said so
 * @throws {ConfigError} when there is none, or more than one and none is chosen.
 */
export function chooseJob(candidates: readonly Candidate[], number: number | undefined, label: string): LiftedDocument {
  if (number !== undefined && candidates.every((candidate) => candidate.number !== number))
    throw configError(
      "no-document",
      "--document",
      `${label} holds ${candidates.length === 1 ? "one document" : `${candidates.length} documents`}; there is no ${number}.`,
      `Give a number from 1 to ${candidates.length}.`,
    );
  const wanted = candidates.filter((candidate) => number === undefined || candidate.number === number);
  const jobs = wanted.flatMap(({ outcome, ...candidate }) => ("lifted" in outcome ? [{ ...candidate, outcome }] : []));
  const [job, second] = jobs;
  if (job === undefined)
    throw new ConfigError(wanted.flatMap(({ outcome }) => ("refusals" in outcome ? outcome.refusals : [])));
  if (second !== undefined)
    throw configError(
      "several-jobs",
      label,
      `It holds ${jobs.length} jobs: ${jobs.map((each) => `document ${each.number}, ${calling(each.value)}`).join("; ")}.`,
      `Choose one: --document ${job.number}.`,
    );
  const { platform, lifted } = job.outcome;
  const others = candidates.filter((candidate) => candidate.number !== job.number).map(leftOut);
  return { platform, lifted: { ...lifted, diagnostics: [...lifted.diagnostics, ...others] } };
}

function leftOut({ number, value }: Candidate): Diagnostic {
  return {
    severity: "warning",
    code: "other-document",
    path: `document ${number}`,
    message: `Found ${calling(value)}, which is left out: a spec is made of one job.`,
    fix: "Code that it holds goes into the folder at `source`; create what the job needs beside it by itself.",
  };
}

/** What a document says that it is: `ConfigMap "code"`. */
function calling(value: unknown): string {
  const { kind, name, metadata } = recordOf(value);
  const called = recordOf(metadata)["name"] ?? name;
  const what =
    typeof kind === "string" ? kind : `an object with ${Object.keys(recordOf(value)).slice(0, 4).join(", ")}`;
  return typeof called === "string" ? `${what} ${JSON.stringify(called)}` : what;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
