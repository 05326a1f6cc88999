import type { InnerCall } from "../call/bounded.ts";
import type { ObjectStore } from "../contract/store.ts";
import { configError } from "../errors/config-error.ts";
import { findStore } from "../estimator/find-store.ts";
import type { PlatformParts } from "../estimator/parts.ts";
import { Ledger, type LedgerStore } from "./ledger.ts";
import { recordFolder, schemeOf, type RunPlace } from "./place.ts";

/**
 * The objects of a run, through the store that was given, else through that of the first platform that has one for its
 * place.
 *
 * @throws {ConfigError} when there is none, or it cannot create an object once.
 */
export async function ledgerOf(
  place: RunPlace,
  given: ObjectStore | undefined,
  platforms: readonly PlatformParts[],
  call: InnerCall,
): Promise<Ledger> {
  const scheme = schemeOf(place.base);
  const store = given ?? (await findStore(scheme, platforms, call));
  if (store === undefined)
    throw configError(
      "no-store",
      "outputs.checkpoints",
      `Found ${place.base}, and none of the run's platforms has a store for ${scheme}://.`,
      "Keep checkpoints in the store of one of the placements' platforms, or give the run a `store` that reaches them.",
    );
  if (!canCreate(store))
    throw configError(
      "no-store",
      "outputs.checkpoints",
      `The store for ${scheme}:// cannot create an object once, by which the supervisors of a run agree.`,
      "Keep checkpoints in another store.",
    );
  return new Ledger(store, recordFolder(place));
}

function canCreate(store: ObjectStore): store is LedgerStore {
  return store.create !== undefined;
}
