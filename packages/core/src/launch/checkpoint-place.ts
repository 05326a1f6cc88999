import type { RunIdentity } from "../contract/plan.ts";

/** Tells the launcher where the checkpoints of a run are kept. The launch file cannot: its hash is part of the run's key. */
export const checkpointsVariable = "SWITCHYARD_CHECKPOINTS";

/** A folder below `base` that all attempts of one run share, and no other run. */
export function checkpointPlace(base: string, { key, run }: RunIdentity): string {
  return `${base.replace(/\/+$/, "")}/${key}-${run}`;
}

/** The same below a platform's own store, for jobs that name no place. No `checkpointPlace` looks like it. */
export function ownCheckpointPath({ key, run }: RunIdentity): string {
  return `/checkpoints/${key}/${run}`;
}

/** The base of a `checkpointPlace`; undefined for any other place. */
export function checkpointBase(place: string): string | undefined {
  return /^(.+)\/[0-9a-f]{32}-[^/]+\/?$/.exec(place)?.[1];
}
