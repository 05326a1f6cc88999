import type { Diagnostic } from "../contract/diagnostic.ts";
import { SwitchyardError, type ErrorDetails } from "./switchyard-error.ts";

/** The input is wrong. `issues` lists every problem at once: path, what was found, what is allowed, what to type instead. */
export class ConfigError extends SwitchyardError<"config"> {
  readonly issues: readonly Diagnostic[];

  constructor(issues: readonly Diagnostic[], details: ErrorDetails = {}) {
    super("config", issues.map(formatDiagnostic).join("\n"), details);
    this.name = "ConfigError";
    this.issues = issues;
  }
}

/** One diagnostic as a line of text. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = diagnostic.path === "" ? "" : `${diagnostic.path}: `;
  return `${place}${diagnostic.message}${diagnostic.fix === undefined ? "" : ` ${diagnostic.fix}`}`;
}

/** A ConfigError of one problem. */
export function configError(code: string, path: string, message: string, fix?: string): ConfigError {
  return new ConfigError([{ severity: "error", code, path, message, ...(fix === undefined ? {} : { fix }) }]);
}
