import type { Attempt, Ending, RunRecord } from "./record.ts";

/** What an ended attempt means for the next one's placement. */
export type Loss = "machines" | "preempted";

/**
 * Whether an attempt was lost to the platform rather than ended by its own doing: for want of machines, or because they
 * were taken away. Undefined for every other end.
 */
export function lossOf({ state, reason }: Ending): Loss | undefined {
  if (state !== "failed") return undefined;
  if (reason === "capacity" || reason === "expired") return "machines";
  return reason === "preempted" ? "preempted" : undefined;
}

/**
 * The placement of the attempt behind these, all of which have ended. A preempted one is tried again at the same place as
 * often as the record says, then at the next; a place without machines is left at once. After the last place comes the
 * first. Undefined when a whole round of places had no machines.
 */
export function nextPlacement(
  { placements, preemptions }: Pick<RunRecord, "placements" | "preemptions">,
  attempts: readonly Attempt[],
): number | undefined {
  const last = attempts.at(-1);
  if (last === undefined) return 0;
  const losses = attempts.map(({ ending }) => (ending === undefined ? undefined : lossOf(ending)));
  if (losses.at(-1) === "machines") {
    const round = losses.slice(-placements.length);
    const isWholeRound = round.length === placements.length && round.every((loss) => loss === "machines");
    return isWholeRound ? undefined : (last.placement + 1) % placements.length;
  }
  const isOther = (attempt: Attempt, index: number): boolean =>
    attempt.placement !== last.placement || losses[index] !== "preempted";
  const inARow = attempts.length - 1 - attempts.findLastIndex(isOther);
  return inARow <= preemptions ? last.placement : (last.placement + 1) % placements.length;
}

/** Spot placements in their order, then the others in theirs. */
export function inOrderOfTrial<T extends { readonly spot: boolean }>(placements: readonly T[]): readonly T[] {
  return [...placements.filter(({ spot }) => spot), ...placements.filter(({ spot }) => !spot)];
}
