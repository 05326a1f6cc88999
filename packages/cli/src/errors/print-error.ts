import { redact } from "@switchyard/core";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { toJsonLine } from "../view/numbers.ts";
import { styleFor } from "../view/style.ts";
import { exitCodeOf, formatReport, reportOf } from "./report.ts";

export interface ErrorForm {
  readonly json: boolean;
  readonly noColor: boolean;
}

/** Tells what went wrong on stderr, and gives the exit code for it. */
export async function printError(error: unknown, form: ErrorForm, shell: Shell): Promise<ExitCode> {
  const report = reportOf(error);
  const text = form.json
    ? toJsonLine({ error: report })
    : formatReport(report, styleFor(shell.stderr, shell, form.noColor));
  await shell.stderr.write(`${text}\n`);
  if ((shell.environment["SWITCHYARD_DEBUG"] ?? "") !== "" && error instanceof Error)
    await shell.stderr.write(`${redact(debugText(error))}\n`);
  return exitCodeOf(error);
}

/** The stack, and that of every cause. */
function debugText(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${debugText(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
