import { redact, SwitchyardError, type ConfigError, type JobFailedError } from "@switchyard/core";
import { exitCode, type ExitCode } from "../exit-code.ts";
import type { LocatedDiagnostic } from "../spec/locate.ts";
import type { Style } from "../view/style.ts";
import { Interrupted } from "./interrupted.ts";

/** An error as a program reads it: the value of `error` in the JSON form. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly issues: readonly LocatedDiagnostic[];
  readonly hint?: string;
  readonly requestId?: string;
  readonly uri?: string;
  readonly node?: number;
  readonly rank?: number;
  readonly exitCode?: number;
  readonly traceback?: string;
  readonly logTail?: readonly string[];
}

const details = ["hint", "requestId", "uri", "node", "rank", "exitCode", "traceback", "logTail"] as const;

/** What only some errors carry. */
type Evidence = Partial<
  Pick<ConfigError, "issues"> & Pick<JobFailedError, "uri" | "node" | "rank" | "exitCode" | "traceback" | "logTail">
>;

export function reportOf(error: unknown): ErrorReport {
  if (error instanceof Interrupted) {
    return {
      code: "interrupted",
      message: error.message,
      issues: [],
      ...(error.advice === "" ? {} : { hint: error.advice }),
    };
  }
  if (!SwitchyardError.is(error)) {
    const message = redact(error instanceof Error ? error.message : String(error));
    return {
      code: "unexpected",
      message,
      issues: [],
      hint: "This is a fault of Switchyard. SWITCHYARD_DEBUG=1 shows where it happened.",
    };
  }
  const known: SwitchyardError & Evidence = error;
  const present = details.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]);
  return { code: error.code, message: error.message, issues: known.issues ?? [], ...Object.fromEntries(present) };
}

const wrongInput: readonly string[] = ["config", "unsupported"];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Interrupted) return exitCode.interrupted;
  return SwitchyardError.is(error) && wrongInput.includes(error.code) ? exitCode.wrongInput : exitCode.failed;
}

/** The same for a person: one block, every problem with its path and what to type instead. */
export function formatReport(report: ErrorReport, style: Style): string {
  if (report.code === "interrupted") return [report.message, report.hint ?? ""].join(" ").trim();
  const heading = style.red(style.bold("error:"));
  if (report.issues.length > 0) {
    const count =
      report.issues.length === 1 ? "One problem in the input." : `${report.issues.length} problems in the input.`;
    return [`${heading} ${count}`, ...report.issues.map((issue) => formatIssue(issue, style))].join("\n\n");
  }
  const origin = [
    report.node === undefined ? "" : `node ${report.node}`,
    report.rank === undefined ? "" : `rank ${report.rank}`,
    report.exitCode === undefined ? "" : `exit code ${report.exitCode}`,
  ];
  const where = origin.filter((part) => part !== "").join(", ");
  const evidence = report.traceback ?? report.logTail?.join("\n") ?? "";
  const lines = [
    `${heading} ${style.text(report.message)}${where === "" ? "" : ` (${where})`}`,
    evidence === "" ? "" : indent(style.text(evidence.trimEnd())),
    report.hint === undefined ? "" : style.text(report.hint),
    report.requestId === undefined ? "" : style.dim(`request ${style.line(report.requestId)}`),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function formatIssue(issue: LocatedDiagnostic, style: Style): string {
  const { file, line, column } = issue.location ?? {};
  const place = file === undefined ? "" : style.dim(`  ${file}:${line}:${column}`);
  const path = issue.path === "" ? "the spec" : issue.path;
  const advice = issue.fix === undefined ? "" : `\n    ${style.green(style.text(issue.fix))}`;
  return `  ${style.bold(style.line(path))}${place}\n    ${style.text(issue.message)}${advice}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
