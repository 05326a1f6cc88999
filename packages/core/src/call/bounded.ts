import type { CallOptions } from "../contract/call.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";

/** What a bounded call hands on: one signal that stands for the caller's abort and the deadline alike. */
export interface InnerCall {
  readonly signal: AbortSignal;
}

/** Nothing ends such a call from outside. A signal is made only for who asks: Node loads its classes for the first. */
const unbounded: InnerCall = {
  get signal() {
    return new AbortController().signal;
  },
};

/**
 * Runs one call under the caller's signal and timeout. An abort rejects at once with `signal.reason`, whether or not the
 * callee listens; a timeout rejects with a SwitchyardError.
 */
export async function bounded<T>(call: CallOptions | undefined, run: (inner: InnerCall) => Promise<T>): Promise<T> {
  if (call?.signal === undefined && call?.timeout === undefined) return run(unbounded);
  call.signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(call.signal?.reason);
  call.signal?.addEventListener("abort", abort, { once: true });
  const { timeout } = call;
  const timer = timeout === undefined ? undefined : setTimeout(() => controller.abort(timeoutError(timeout)), timeout);
  try {
    return await untilAborted(run({ signal: controller.signal }), controller.signal);
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener("abort", abort);
  }
}

function timeoutError(timeout: number): SwitchyardError<"timeout"> {
  return new SwitchyardError("timeout", `No answer within ${timeout} ms.`, {
    hint: "The job itself goes on. Give a longer `timeout`, or attach to it later.",
  });
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Waits, or rejects with the signal's reason. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort, { once: true });
  });
}
