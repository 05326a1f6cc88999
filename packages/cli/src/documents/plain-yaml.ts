import { formatPath } from "@switchyard/core";
import type { Document, Written } from "./document.ts";

/** A mapping of names to scalars and mappings. */
type Mapping = Record<string, unknown>;

/** A name, and behind its colon a word, a number or text in quotes; a comment may follow. */
const entry = /^( *)([A-Za-z_][\w-]*):(?: +(?:"([^"\\]*)"|'([^']*)'|([\w./+-][^\s#"']*(?: [^\s#"']+)*)))?(?: +#.*)?$/;
const empty = /^ *(?:#.*)?$/;
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE]-?\d{1,2})?$/;
/** Text for certain: it begins like a word, a path or a time (`1h30m`), and holds no mark that has a meaning in a line. */
const word = /^(?:\.{1,2}|(?:[A-Za-z_]|\.{0,2}\/|[1-9]\d*[A-DF-Za-df-z])[\w./:@+= -]*)$/;
/** What YAML 1.2 reads as something else than text, in any case. */
const meaning = /^(?:true|false|null)$/i;

/** A mapping whose lines are being read. */
interface Open {
  readonly indent: number;
  readonly keys: readonly string[];
  readonly mapping: Mapping;
}

/**
 * Reads YAML that is as plain as most specs are: nested mappings of numbers, words and quoted text, indented by spaces.
 * Undefined for everything else, mistakes included: `yaml.ts` reads all of YAML, and its library takes longer to start than
 * a plan takes to make.
 */
export function readPlainYaml(text: string): Document | undefined {
  if (/[\r\t]/.test(text)) return undefined;
  const value: Mapping = {};
  const places = new Map<string, Written>();
  const open: Open[] = [{ indent: 0, keys: [], mapping: value }];
  /** What the line before left without a value: deeper lines are its mapping. */
  let pending: { readonly mapping: Mapping; readonly keys: readonly string[]; readonly name: string } | undefined;

  for (const [index, line] of text.split("\n").entries()) {
    if (empty.test(line)) continue;
    const [, spaces, name, double, single, plain] = entry.exec(line) ?? [];
    if (spaces === undefined || name === undefined || meaning.test(name) || name === "__proto__") return undefined;
    const indent = spaces.length;
    const start = { line: index + 1, column: indent + 1 };
    if (places.size === 0) places.set("", start);
    if (indent > (open.at(-1)?.indent ?? 0)) {
      if (pending === undefined) return undefined;
      const mapping: Mapping = {};
      pending.mapping[pending.name] = mapping;
      places.set(formatPath(pending.keys), start);
      open.push({ indent, keys: pending.keys, mapping });
    }
    while (indent < (open.at(-1)?.indent ?? 0)) open.pop();
    const around = open.at(-1);
    if (around?.indent !== indent || Object.hasOwn(around.mapping, name)) return undefined;
    const scalar = double ?? single ?? (plain === undefined ? null : readScalar(plain));
    if (scalar === undefined) return undefined;

    around.mapping[name] = scalar;
    const keys = [...around.keys, name];
    places.set(formatPath(keys), placeOf(line, start, name, plain ?? (scalar === null ? "" : undefined)));
    pending = scalar === null ? { mapping: around.mapping, keys, name } : undefined;
  }
  return places.size === 0 ? undefined : { value, find: (path) => places.get(path) };
}

/** Where the value of an entry stands: behind the colon and its spaces. `source` is there unless it is quoted. */
function placeOf(line: string, start: Written, name: string, source: string | undefined): Written {
  const behind = start.column + name.length;
  const blanks = /[^ ]/.exec(line.slice(behind))?.index ?? 0;
  return { line: start.line, column: behind + blanks + 1, ...(source === undefined ? {} : { source }) };
}

function readScalar(text: string): string | number | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  if (number.test(text)) return text === "-0" ? undefined : Number(text);
  return word.test(text) && !meaning.test(text) && !/:(?: |$)/.test(text) ? text : undefined;
}
