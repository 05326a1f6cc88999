import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import type { ArgumentRow } from "./argument-table.ts";
import type { Dialect } from "./dialect.ts";
import { replacementsOfForeignNames, replacementsOfNewNames, replacementsOfOldNames } from "./replacements.data.ts";
import { table4 } from "./table-4.data.ts";
import { table5 } from "./table-5.data.ts";

/** The diagnostic for a name that this release does not have: removed, not there yet, misspelt, or foreign. */
export function unknownArgument(name: string, path: string, dialect: Dialect): Diagnostic {
  const why = reason(name, dialect);
  return {
    severity: "error",
    code: why.code,
    path,
    message: `transformers ${dialect.label} has no argument \`${name}\`${why.history === undefined ? "" : `: ${why.history}`}.`,
    fix: why.fix,
  };
}

interface Reason {
  readonly code: "unknown-argument" | "removed-argument" | "later-argument";
  readonly history?: string;
  readonly fix: string;
}

function reason(name: string, dialect: Dialect): Reason {
  const row = dialect.table.rows.find((candidate) => candidate.name === name);
  if (row !== undefined) return outOfSpan(row, dialect);
  if (dialect.major === 5 && rowOf(table4.rows, name)) {
    return {
      code: "removed-argument",
      history: "it is gone since 5.0",
      fix: ownEntry(replacementsOfOldNames, name) ?? "Leave it out.",
    };
  }
  const newer = dialect.major === 4 ? rowOf(table5.rows, name) : undefined;
  if (newer !== undefined) return later(newer, `5.${newer.since ?? 0}`);
  const replacement = ownEntry(replacementsOfForeignNames, name) ?? ownEntry(replacementsOfOldNames, name);
  if (replacement !== undefined) return { code: "unknown-argument", fix: replacement };
  const near = nearest(name, dialect.rows.keys());
  const elsewhere = "If the script reads it itself, put it under `scriptArgs`.";
  return { code: "unknown-argument", fix: near === undefined ? elsewhere : `Did you mean \`${near}\`? ${elsewhere}` };
}

function outOfSpan(row: ArgumentRow, dialect: Dialect): Reason {
  if (dialect.minor < (row.since ?? 0)) return later(row, `${dialect.major}.${row.since}`);
  const fix = ownEntry(replacementsOfOldNames, row.name) ?? "Leave it out.";
  return { code: "removed-argument", history: `it is gone since ${dialect.major}.${row.until}`, fix };
}

function later(row: ArgumentRow, first: string): Reason {
  const fix = ownEntry(replacementsOfNewNames, row.name) ?? "Leave it out.";
  return {
    code: "later-argument",
    history: `it came with ${first}`,
    fix: `${fix} Or set \`environment.transformers\` to "${first}" or newer.`,
  };
}

const rowOf = (rows: readonly ArgumentRow[], name: string): ArgumentRow | undefined =>
  rows.find((row) => row.name === name);

function ownEntry(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
