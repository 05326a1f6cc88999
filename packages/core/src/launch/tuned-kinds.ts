import { dialectOf } from "../arguments/index.ts";
import type { SearchRange, Study } from "../contract/study.ts";

/** How the launcher reads the text that a platform chose, and writes it for the script. */
export type TunedKind = "integer" | "number" | "boolean" | "text";

/** The kind of every argument that a study varies, sorted by name. The study has been checked. */
export function tunedKinds(study: Study, release: string | undefined): Record<string, TunedKind> {
  const rows = dialectOf(release).dialect?.rows;
  const ranges = Object.entries(study.space as Readonly<Record<string, SearchRange>>);
  const kinds = ranges.map(([name, range]): [string, TunedKind] => {
    const isWhole = rows?.get(name)?.types.includes("integer") ?? false;
    return [name, kindOf(range, isWhole)];
  });
  return Object.fromEntries(kinds.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function kindOf(range: SearchRange, isWhole: boolean): TunedKind {
  const values: readonly unknown[] = Array.isArray(range) ? range : [0];
  if (values.every((value) => typeof value === "number")) return isWhole ? "integer" : "number";
  return values.every((value) => typeof value === "boolean") ? "boolean" : "text";
}
