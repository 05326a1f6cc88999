import { ConfigError, configError, formatPath, type Diagnostic } from "@switchyard/core";
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document as YamlDocument,
  type YAMLError,
} from "yaml";
import type { Document, Written } from "./document.ts";
import { emptyFile } from "./empty-file.ts";

/** More uses of anchors than any spec has; beyond it a few lines could unfold to gigabytes. */
const mostAliases = 100;

/** What to type instead, by the library's name of the error. */
const fixes: Readonly<Record<string, string>> = {
  BAD_INDENT: "Indent all entries of one block alike, and close every bracket.",
  TAB_AS_INDENT: "Indent with spaces.",
  DUPLICATE_KEY: "Keep one of the two.",
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds ": " in quotes.',
  MULTILINE_IMPLICIT_KEY: "Write `name: value`, with a colon and a space.",
  BAD_SCALAR_START: "Put this text in quotes.",
  MISSING_CHAR: "Close what was opened: quotes, brackets, or a key's colon.",
  BAD_DQ_ESCAPE: "Write \\\\ for a backslash, or use single quotes.",
  NON_STRING_KEY: "Use plain text as the key.",
  TAG_RESOLVE_FAILED: "Remove the tag that begins with `!`.",
  UNEXPECTED_TOKEN: "Begin a list on its own line, and write '' for a quote inside single quotes.",
};

/**
 * Reads one YAML 1.2 document (core schema: only `true` and `false` are booleans, and `5e-5` is a number). Others without
 * content, before it or behind it, do no harm.
 *
 * @throws {ConfigError} with the line and column of every mistake, and when none has content or several have.
 */
export function parseYaml(text: string, label: string): Document {
  const [document, second] = parseYamlDocuments(text, label);
  if (second === undefined) return document;
  const { line, column } = second.find("") ?? { line: 1, column: 1 };
  throw configError(
    "several-documents",
    `${label}:${line}:${column}`,
    "A second document begins here.",
    "Keep one: remove the `---` and what follows.",
  );
}

/**
 * Reads every document of a YAML 1.2 text, with `---` between them. Those without content are none.
 *
 * @throws {ConfigError} with the line and column of every mistake, and when none has content.
 */
export function parseYamlDocuments(text: string, label: string): readonly [Document, ...Document[]] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: "1.2",
    schema: "core",
    stringKeys: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: "silent",
  });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${label}:${line}:${col}`;
  };

  const problems = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => describe(problem, place(problem.pos[0]))));
  const [first, ...others] = documents.filter(({ contents }) => !isEmpty(contents));
  if (first === undefined) throw emptyFile(label);
  const read = (document: YamlDocument): Document => {
    if (/\d{16}/.test(text)) refuseInexact(places(document, lines), label);
    return { value: toValue(document, label), find: (path) => places(document, lines).get(path) };
  };
  return [read(first), ...others.map(read)];
}

const isEmpty = (contents: unknown): boolean => contents === null || (isScalar(contents) && contents.value === null);

/** A whole number that would silently become another one. */
function refuseInexact(written: ReadonlyMap<string, Written>, label: string): void {
  for (const { source = "", line, column } of written.values()) {
    if (!/^[-+]?\d+$/.test(source) || Number.isSafeInteger(Number(source))) continue;
    throw configError(
      "inexact-number",
      `${label}:${line}:${column}`,
      `${source} is beyond the whole numbers that are kept exactly.`,
      `Write "${source}".`,
    );
  }
}

function describe(problem: YAMLError, path: string): Diagnostic {
  const fix = fixes[problem.code] ?? "Correct the YAML at this place.";
  return { severity: "error", code: "yaml", path, message: `${problem.message.replace(/\.?$/, ".")}`, fix };
}

function toValue(document: YamlDocument, label: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw configError(
      "yaml",
      label,
      `${reason.replace(/\.?$/, ".")}`,
      "Write the value out where the alias `*` stands.",
    );
  }
}

/** Every value's path and place. Made only when something is wrong. */
function places(document: YamlDocument, lines: LineCounter): ReadonlyMap<string, Written> {
  const found = new Map<string, Written>();
  const visit = (node: unknown, keys: readonly (string | number)[], key?: { readonly range?: unknown }): void => {
    const range = ((node as { range?: [number, number, number] } | null)?.range ?? key?.range) as [number] | undefined;
    const { line, col } = lines.linePos(range?.[0] ?? 0);
    const plain = isScalar(node) && node.type === "PLAIN" ? node.source : undefined;
    found.set(formatPath(keys), { line, column: col, ...(plain === undefined ? {} : { source: plain }) });
    if (isSeq(node)) node.items.forEach((item, index) => visit(item, [...keys, index]));
    if (!isMap(node)) return;
    for (const { key: name, value } of node.items) {
      if (isScalar(name)) visit(value, [...keys, String(name.value)], name);
    }
  };
  visit(document.contents, []);
  return found;
}
