import type { ResolvedResources } from "@switchyard/core";
import { isTpu } from "../resources.ts";
import type { DraftBody, Pools } from "./fragment.ts";

/** How many worker pools a job has: the chief, and one for the other nodes. A TPU slice is one replica, of the chief. */
export function poolCount(resources: ResolvedResources): 1 | 2 {
  return resources.nodes > 1 && !isTpu(resources) ? 2 : 1;
}

/** The same in every worker pool, since the nodes are all alike. */
export function inEveryPool(resources: ResolvedResources, pool: Pools[number]): DraftBody {
  const workerPoolSpecs = poolCount(resources) === 1 ? { 0: pool } : { 0: pool, 1: pool };
  return { jobSpec: { workerPoolSpecs } };
}
