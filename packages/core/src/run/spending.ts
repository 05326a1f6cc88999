import type { JobSnapshot } from "../contract/job.ts";
import type { Attempt, PlacementRecord, RunRecord } from "./record.ts";

/** An attempt, and where its job is now if it was looked at. */
export interface SeenAttempt extends Attempt {
  readonly snapshot?: JobSnapshot;
}

/**
 * Seconds of an attempt over all nodes: what the platform bills; where it does not say, or not yet, the time since the job
 * first ran.
 */
export function billableSeconds({ ending, snapshot }: SeenAttempt, { machine }: PlacementRecord, now: number): number {
  if (ending !== undefined) return ending.billableSeconds ?? ending.ranSeconds * machine.nodes;
  if (snapshot === undefined) return 0;
  return Math.max(snapshot.billableSeconds ?? 0, ranSeconds(snapshot, now) * machine.nodes);
}

/** Seconds between a job's first running state and `until`. */
export function ranSeconds({ history }: JobSnapshot, until: number): number {
  const began = history.find(({ state }) => state === "running");
  return began === undefined ? 0 : Math.max(0, (until - Date.parse(began.time)) / 1000);
}

/** What an attempt has cost so far; undefined where its placement has no price. */
export function costOf(attempt: SeenAttempt, placement: PlacementRecord, now: number): number | undefined {
  const { pricePerNodeHour: price } = placement;
  return price === undefined ? undefined : (billableSeconds(attempt, placement, now) * price) / 3600;
}

/** What a run has cost so far; undefined where a placement that was used has no price. */
export function spent(
  { placements }: Pick<RunRecord, "placements">,
  attempts: readonly SeenAttempt[],
  now: number,
): number | undefined {
  let sum = 0;
  for (const attempt of attempts) {
    const placement = placements[attempt.placement];
    const cost = placement === undefined ? undefined : costOf(attempt, placement, now);
    if (cost === undefined) return undefined;
    sum += cost;
  }
  return sum;
}
