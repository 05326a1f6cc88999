import { table4, table5 } from "../arguments/index.ts";
import { transformersNeeds } from "./needs.data.ts";

/** What decides which releases of transformers run in an image; what is not known rules nothing out. */
export interface Ground {
  /** Such as `3.12`. */
  readonly python?: string;
  /** Such as `2.9.0`. */
  readonly torch?: string;
}

/** The least Python and torch of a release; `"5"` has the needs of the oldest 5. */
export function needsOf(release: string): Required<Ground> {
  return transformersNeeds.findLast(({ since }) => isAtLeast(release, since)) ?? transformersNeeds[0];
}

/** Whether a release runs on this Python and this torch, as far as they are known. */
export function runsOn(release: string, { python, torch }: Ground): boolean {
  const needs = needsOf(release);
  return (
    (python === undefined || isAtLeast(python, needs.python)) && (torch === undefined || isAtLeast(torch, needs.torch))
  );
}

/**
 * The release that a spec's word stands for: `"5.3"` and `"5.3.0"` for themselves, a bare major for the newest minor whose
 * arguments are known and that runs there, or the newest of all where none does.
 */
export function releaseMeantBy(word: string, ground: Ground): string {
  if (word.includes(".")) return word;
  const { major, firstMinor, lastMinor } = word === "4" ? table4 : table5;
  const minors = Array.from({ length: lastMinor - firstMinor + 1 }, (_, index) => `${major}.${lastMinor - index}`);
  return minors.find((minor) => runsOn(minor, ground)) ?? `${major}.${lastMinor}`;
}

/** Whether a release is what the word says, or begins with it: 5.3.0 is both `"5.3"` and `"5"`, and 5.30.0 is not `"5.3"`. */
export const beginsWith = (release: string, word: string): boolean => `${release}.`.startsWith(`${word}.`);

/** By numbers, part by part; a part that is missing is 0. */
export function compareReleases(one: string, other: string): number {
  const [left, right] = [one, other].map((release) => release.split(".").map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const isAtLeast = (release: string, least: string): boolean => compareReleases(release, least) >= 0;
