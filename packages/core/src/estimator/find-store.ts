import type { InnerCall } from "../call/bounded.ts";
import type { ObjectStore } from "../contract/store.ts";
import type { PlatformParts } from "./parts.ts";

/** The store of the first platform that has one for this scheme. */
export async function findStore(
  scheme: string,
  platforms: readonly PlatformParts[],
  call: InnerCall,
): Promise<ObjectStore | undefined> {
  for (const { live } of platforms) {
    const { store } = await live.driver(call);
    if (store.scheme === scheme) return store;
  }
  return undefined;
}
