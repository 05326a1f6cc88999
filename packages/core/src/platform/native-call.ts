import { SwitchyardError } from "../errors/switchyard-error.ts";

/** A call of a platform's native API, as an error tells of it. */
export interface FailedCall {
  /** The vendor's own name, such as `CreateTrainingJob` or `POST /api/jobs/`. */
  readonly operation: string;
  /** Whether the call creates something, so that it must not be sent again before one has looked. */
  readonly creates?: boolean;
}

/** Runs one call. An abort rejects with the signal's own reason, everything else with a SwitchyardError. */
export async function nativeCall<T>(
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
  classify: (error: unknown) => SwitchyardError,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await run();
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw SwitchyardError.is(error) ? error : classify(error);
  }
}

/** The value, or undefined where the platform says that there is none. */
export async function notFoundAsUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (SwitchyardError.is(error, "not-found")) return undefined;
    throw error;
  }
}
