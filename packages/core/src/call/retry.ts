import { SwitchyardError } from "../errors/switchyard-error.ts";
import { sleep, type InnerCall } from "./bounded.ts";

export interface RetryOptions {
  /** Tries in all. Default: 8. */
  readonly tries?: number;
  /** Milliseconds of the longest first pause; it doubles with every try up to 20 s. Default: 250. */
  readonly firstDelay?: number;
  /** Decides whether an error is worth another try. Default: `error.retryable`. */
  readonly when?: (error: unknown) => boolean;
}

const longestDelay = 20_000;

/** Repeats a call that is safe to repeat, with full jitter, until it succeeds, fails for good or is aborted. */
export async function retry<T>(
  call: InnerCall,
  attempt: (call: InnerCall) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { tries = 8, firstDelay = 250, when = isRetryable } = options;
  for (let failed = 0; ; failed += 1) {
    try {
      return await attempt(call);
    } catch (error) {
      call.signal.throwIfAborted();
      if (failed + 1 >= tries || !when(error)) throw error;
      await sleep(pause(error, failed, firstDelay), call.signal);
    }
  }
}

function isRetryable(error: unknown): boolean {
  return SwitchyardError.is(error) && error.retryable;
}

function pause(error: unknown, failed: number, firstDelay: number): number {
  const jittered = Math.random() * Math.min(longestDelay, firstDelay * 2 ** failed);
  const asked = SwitchyardError.is(error) ? (error.retryAfter ?? 0) : 0;
  return Math.max(asked, jittered);
}
