import type { Diagnostic } from "@switchyard/core";
import type { Document, Written } from "../documents/document.ts";

/** A diagnostic that knows the line it is about. */
export interface LocatedDiagnostic extends Diagnostic {
  readonly location?: { readonly file: string; readonly line: number; readonly column: number };
}

/**
 * Adds line and column, and for what YAML read as another type than its author meant, what to type instead:
 * `transformers: 4.60` is the number 4.6, and `yes` is text.
 */
export function locate(issue: Diagnostic, document: Document, file: string): LocatedDiagnostic {
  const written = findNearest(issue.path, document);
  if (written === undefined) return issue;
  const exact = document.find(issue.path);
  const fix = exact?.source === undefined ? undefined : meant(issue, exact.source);
  return {
    ...issue,
    ...(fix === undefined ? {} : { fix }),
    location: { file, line: written.line, column: written.column },
  };
}

/** The value's own place, or that of the closest object around it: a missing field has none. */
function findNearest(path: string, document: Document): Written | undefined {
  const found = document.find(path);
  const around = path.replace(/\.?[^.[\]]+$|\[[^\]]*\]$/, "");
  return found !== undefined || around === path ? found : findNearest(around, document);
}

function meant(issue: Diagnostic, source: string): string | undefined {
  if (/^(?:yes|on|y)$/i.test(source))
    return `In YAML 1.2 only true and false are booleans: write true, or "${source}" for text.`;
  if (/^(?:no|off|n)$/i.test(source))
    return `In YAML 1.2 only true and false are booleans: write false, or "${source}" for text.`;
  const isNumber = source.trim() !== "" && Number.isFinite(Number(source));
  const wantsText = /\b(?:text|string|release)\b/.test(issue.message);
  if (isNumber && wantsText) return `Unquoted, ${source} is a number: write "${source}".`;
  if (/^\d[\d_]*$/.test(source) && source.includes("_"))
    return `Write ${source.replaceAll("_", "")}: YAML 1.2 has no _ in numbers.`;
  return undefined;
}
