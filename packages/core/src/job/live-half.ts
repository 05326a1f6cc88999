import { bounded, type InnerCall } from "../call/bounded.ts";
import type { CallOptions } from "../contract/call.ts";
import type { TrainingDriver } from "../contract/driver.ts";
import type { NativeRequest } from "../contract/plan.ts";

/** A platform's driver, not loaded before it is asked for. */
export interface LiveHalf<R extends NativeRequest = NativeRequest> {
  readonly platform: string;
  /** Rejects with the signal's reason when the caller gave up while it was loaded, so that nothing is sent any more. */
  driver(call: InnerCall): Promise<TrainingDriver<R>>;
}

/** Loads once for all calls of a platform; what failed to load is tried again by the next call. */
export function liveHalf<R extends NativeRequest>(
  platform: string,
  load: () => Promise<TrainingDriver<R>>,
): LiveHalf<R> {
  let loading: Promise<TrainingDriver<R>> | undefined;
  const loadAgain = (error: unknown): never => {
    loading = undefined;
    throw error;
  };
  return {
    platform,
    driver: async ({ signal }) => {
      loading ??= load().catch(loadAgain);
      const driver = await loading;
      signal.throwIfAborted();
      return driver;
    },
  };
}

/** Runs one call of a driver under the caller's signal and timeout, which count while it is loaded, too. */
export function withDriver<T>(
  live: LiveHalf,
  options: CallOptions | undefined,
  run: (driver: TrainingDriver, call: InnerCall) => Promise<T>,
): Promise<T> {
  return bounded(options, async (call) => run(await live.driver(call), call));
}
