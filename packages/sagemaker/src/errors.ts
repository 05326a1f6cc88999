import { SwitchyardError, type ErrorCode } from "@switchyard/core";
import { nativeCall, type FailedCall } from "@switchyard/core/platform";
import { findErrorRule, hintFor } from "./error-rules.ts";

/** As much of an error of Amazon's clients as is read here. */
export interface NativeError {
  readonly name?: string;
  readonly message?: string;
  /** Of the network: `ECONNRESET`. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>>; readonly statusCode?: number };
}

/** Turns what a client of Amazon throws into a SwitchyardError, once. The vendor's object is not kept: it may hold secrets. */
function toSwitchyardError(error: unknown, call: FailedCall): SwitchyardError {
  const native = (typeof error === "object" && error !== null ? error : { message: String(error) }) as NativeError;
  const status = native.$metadata?.httpStatusCode ?? native.$response?.statusCode;
  const rule = findErrorRule(native, status);
  const hint = hintFor(native, rule);
  const requestId = native.$metadata?.requestId ?? native.$response?.headers?.["x-amzn-requestid"];
  const wait = Number(native.$response?.headers?.["retry-after"]);
  return new SwitchyardError<ErrorCode>(rule.code, sentence(native, status, call.operation), {
    platform: "sagemaker",
    ...(rule.retryable === undefined ? {} : { retryable: rule.retryable }),
    ambiguous: call.creates === true && rule.mayHaveArrived === true,
    ...(hint === undefined ? {} : { hint }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(Number.isFinite(wait) && wait > 0 ? { retryAfter: wait * 1000 } : {}),
  });
}

function sentence(native: NativeError, status: number | undefined, operation: string): string {
  const name = native.code ?? native.name ?? "an error";
  const text = native.message ?? "";
  const said = text === "" || text === name ? "" : `: ${text}`;
  return status === undefined
    ? `${operation} failed with ${name}${said}`
    : `AWS answered ${operation} with ${name} (${status})${said}`;
}

/** Runs one call of a client. An abort rejects with the signal's own reason, everything else with a SwitchyardError. */
export function attempt<T>(call: FailedCall, signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  return nativeCall(signal, run, (error) => toSwitchyardError(error, call));
}
