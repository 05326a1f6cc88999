import {
  dialectOf,
  table4,
  table5,
  type ArgumentKind,
  type ArgumentRow,
  type ArgumentTable,
} from "../arguments/index.ts";
import type { JsonObject } from "../contract/json.ts";
import { companions, ownSamples, samples } from "./argument-samples.data.ts";
import type { Pair } from "./platform-under-test.ts";

/** One argument of one release of transformers, and unlike values that are right there. */
export interface ArgumentCase {
  /** Such as `5.23`. */
  readonly release: string;
  readonly name: string;
  readonly pairs: readonly Pair[];
  /** Other arguments that it needs. */
  readonly companions: JsonObject;
}

/**
 * Every row of both tables, in each release where it reads otherwise: the newest that has it, and the last one before
 * each change of its type or its form on the command line.
 */
export function argumentCases(): readonly ArgumentCase[] {
  return [table4, table5].flatMap((table) => table.rows.flatMap((row) => minorsOf(row, table).map(caseOf(row, table))));
}

function minorsOf(row: ArgumentRow, table: ArgumentTable): number[] {
  const last = Math.min((row.until ?? Infinity) - 1, table.lastMinor);
  const earlier = (row.earlier ?? []).map(({ until }) => until - 1);
  return [...new Set([last, ...earlier])].filter((minor) => minor >= (row.since ?? table.firstMinor) && minor <= last);
}

const caseOf =
  ({ name }: ArgumentRow, { major }: ArgumentTable) =>
  (minor: number): ArgumentCase => {
    const release = `${major}.${minor}`;
    const row = dialectOf(release).dialect?.rows.get(name);
    if (row === undefined) throw new RangeError(`transformers ${release} has no argument ${name}.`);
    return { release, name, pairs: pairsOf(row), companions: companions[name] ?? {} };
  };

/** Values of one kind differ; what two kinds say may be the same, such as `true` and `"full_shard"`. */
function pairsOf(row: ArgumentRow): readonly Pair[] {
  const { name, types, choices } = row;
  const ofKind = (kind: ArgumentKind): readonly Pair[] => {
    if (choices === undefined) return samples[kind];
    if (kind === "string") return neighbours(choices);
    return kind === "strings" ? neighbours(choices.map((choice) => [choice])) : samples[kind];
  };
  return ownSamples[name] ?? types.flatMap(ofKind);
}

/** Each value with the next one. */
function neighbours(values: readonly unknown[]): Pair[] {
  return values.slice(1).map((value, index) => [values[index], value]);
}
