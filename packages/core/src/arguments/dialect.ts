import type { Diagnostic } from "../contract/diagnostic.ts";
import type { ArgumentRow, ArgumentTable, EarlierState } from "./argument-table.ts";
import { table4 } from "./table-4.data.ts";
import { table5 } from "./table-5.data.ts";

/** The arguments of one minor of transformers. */
export interface Dialect {
  readonly major: 4 | 5;
  readonly minor: number;
  /** As a reader writes it: `5.3`. */
  readonly label: string;
  /** The arguments that this minor has, in table order, as they are there. */
  readonly rows: ReadonlyMap<string, ArgumentRow>;
  /** Those of all minors of the major, and the newest state of each. */
  readonly table: ArgumentTable;
}

/** Where a wrong version is reported. */
const versionPath = "environment.transformers";
const tables: Readonly<Record<string, ArgumentTable>> = { 4: table4, 5: table5 };

/**
 * The dialect of a transformers release. `undefined` and `"5"` are the newest 5.x, `"5.3"` and `"5.3.0"` that minor.
 * A minor outside the table is answered by the nearest one and a diagnostic; another major by an error alone.
 */
export function dialectOf(version: string | undefined): {
  readonly dialect?: Dialect;
  readonly diagnostics: Diagnostic[];
} {
  const [, major = "", digits] = /^(\d+)(?:\.(\d+)(?:[.a-zA-Z+-].*)?)?$/.exec(version ?? "5") ?? [];
  const table = tables[major];
  if (table === undefined) return { diagnostics: [unknownVersion(version)] };
  const wanted = digits === undefined ? table.lastMinor : Number(digits);
  const minor = Math.min(Math.max(wanted, table.firstMinor), table.lastMinor);
  return {
    dialect: makeDialect(table, minor),
    diagnostics: wanted === minor ? [] : [uncheckedVersion(table, wanted, minor)],
  };
}

/** Whether two releases have the very same arguments, and both are known. */
export function isSameDialect(one: string | undefined, other: string | undefined): boolean {
  const [first, second] = [dialectOf(one), dialectOf(other)];
  return first.dialect === second.dialect && first.diagnostics.length + second.diagnostics.length === 0;
}

const made = new Map<string, Dialect>();

/** Made once: a plan asks for one dialect many times. */
function makeDialect(table: ArgumentTable, minor: number): Dialect {
  const label = `${table.major}.${minor}`;
  const known = made.get(label);
  if (known !== undefined) return known;
  const rows = table.rows
    .filter((row) => isIn(row, minor))
    .map((row): [string, ArgumentRow] => [row.name, rowAt(row, minor)]);
  const dialect = { major: table.major, minor, label, rows: new Map(rows), table };
  made.set(label, dialect);
  return dialect;
}

const isIn = (row: ArgumentRow, minor: number): boolean => minor >= (row.since ?? 0) && minor < (row.until ?? Infinity);

function rowAt(row: ArgumentRow, minor: number): ArgumentRow {
  const state: EarlierState | undefined = row.earlier?.find((candidate) => minor < candidate.until);
  const choices = row.choices?.filter((choice) => isChoiceIn(row, choice, minor));
  return { ...row, ...state, ...(choices && { choices }) };
}

function isChoiceIn(row: ArgumentRow, choice: string, minor: number): boolean {
  return minor >= (row.choiceSince?.[choice] ?? 0) && minor < (row.choiceUntil?.[choice] ?? Infinity);
}

function unknownVersion(version: string | undefined): Diagnostic {
  return {
    severity: "error",
    code: "unknown-version",
    path: versionPath,
    message: `"${version}" is no release of transformers that is known here. Known are 4.x and 5.x.`,
    fix: `Write the release as text, such as "5" or "4.57.6".`,
  };
}

function uncheckedVersion(table: ArgumentTable, wanted: number, minor: number): Diagnostic {
  const { major, firstMinor, lastMinor } = table;
  const known = firstMinor === lastMinor ? `${major}.${lastMinor}` : `${major}.${firstMinor} to ${major}.${lastMinor}`;
  return {
    severity: "warning",
    code: "unchecked-version",
    path: versionPath,
    message: `The arguments of transformers ${major}.${wanted} are not known here. They are checked and sent as those of ${major}.${minor}.`,
    fix: `Known are ${known}. Use one of them, or make sure that the arguments did not change between the two.`,
  };
}
