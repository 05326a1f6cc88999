import type { Diagnostic } from "@switchyard/core";
import type { LocatedDiagnostic } from "../spec/locate.ts";
import type { Style } from "./style.ts";

/** One line: how grave, where, what, and what to do. */
export function describeDiagnostic(diagnostic: Diagnostic | LocatedDiagnostic, style: Style): string {
  const { severity, path, message, fix } = diagnostic;
  const paint = { error: style.red, warning: style.yellow, info: style.dim }[severity];
  const location = "location" in diagnostic ? diagnostic.location : undefined;
  const line = location === undefined ? "" : style.dim(` ${location.file}:${location.line}:${location.column}`);
  const place = path === "" ? "" : ` ${style.bold(style.line(path))}`;
  return `${paint(`${severity}:`)}${place}${line} ${style.line(message)}${fix === undefined ? "" : ` ${style.line(fix)}`}`;
}

export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === "error";
