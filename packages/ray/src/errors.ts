import { SwitchyardError, type ErrorCode } from "@switchyard/core";
import { nativeCall, type FailedCall } from "@switchyard/core/platform";
import { findErrorRule, type Failure } from "./error-rules.ts";

/** As much of an answer as is read here. */
interface Answer {
  readonly statusCode?: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** An answer that is no success, as an error. `text` is its body: of a Python traceback the last line counts. */
export function answerError(
  call: FailedCall,
  { statusCode = 0, headers }: Answer,
  text: string,
  url: URL,
): SwitchyardError {
  const line = lastLine(text);
  const { location } = headers;
  const target = typeof location === "string" && URL.canParse(location, url) ? new URL(location, url).host : undefined;
  const said = target === undefined ? line : `${line === "" ? "" : `${line}, `}a redirection to ${target}`;
  const wait = Number(headers["retry-after"]);
  return toError(
    call,
    { status: statusCode, text: line },
    `Ray answered ${call.operation} with ${statusCode}${said === "" ? "" : `: ${said}`}`,
    Number.isFinite(wait) && wait > 0 ? wait * 1000 : undefined,
  );
}

/** The end of a traceback, or of whatever else was answered. */
function lastLine(text: string): string {
  const isPage = /^\s*<(?:!doctype|html)/i.test(text);
  const lines = isPage ? [] : text.split("\n").filter((line) => /\w/.test(line));
  return (lines.at(-1) ?? "").trim().slice(0, 500);
}

function networkError(call: FailedCall, error: unknown): SwitchyardError {
  const { code, message = String(error) } = (error ?? {}) as { readonly code?: unknown; readonly message?: string };
  const name = typeof code === "string" ? code : "an answer that is not understood";
  const failure = { text: message, ...(typeof code === "string" ? { code } : {}) };
  return toError(call, failure, `${call.operation} failed with ${name}: ${message}`, undefined);
}

function toError(
  { creates = false }: FailedCall,
  failure: Failure,
  sentence: string,
  retryAfter: number | undefined,
): SwitchyardError {
  const rule = findErrorRule(failure);
  return new SwitchyardError<ErrorCode>(rule.code, sentence, {
    platform: "ray",
    ...(rule.retryable === undefined ? {} : { retryable: rule.retryable }),
    ambiguous: creates && rule.mayHaveArrived === true,
    ...(rule.hint === undefined ? {} : { hint: rule.hint }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** Runs one call. An abort rejects with the signal's own reason, everything else with a SwitchyardError. */
export function attempt<T>(call: FailedCall, signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  return nativeCall(signal, run, (error) => networkError(call, error));
}
