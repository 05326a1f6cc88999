import { redact } from "../redact.ts";

/** Every way in which Switchyard fails. A closed list: a platform maps its native errors to these, once. */
export type ErrorCode =
  | "config"
  | "unsupported"
  | "missing-package"
  | "auth"
  | "permission"
  | "not-found"
  | "conflict"
  | "quota"
  | "capacity"
  | "throttled"
  | "unavailable"
  | "request"
  | "unexpected-reply"
  | "job-failed"
  | "job-cancelled"
  | "preempted"
  | "timeout"
  | "budget";

export interface ErrorDetails {
  /** Whether the same call may succeed later. Default: true for `throttled` and `unavailable`, else false. */
  readonly retryable?: boolean;
  /**
   * Whether the platform may have carried the call out although no answer came. Default: false.
   * Such a call is never simply sent again: the job is looked for first.
   */
  readonly ambiguous?: boolean;
  readonly platform?: string;
  /** What the user can do. */
  readonly hint?: string;
  /** The vendor's id of the failed call, for its support. */
  readonly requestId?: string;
  /** Milliseconds that the platform asks to wait before the next try. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

const brand = Symbol.for("switchyard.error");

/** Whatever goes wrong. Message, hint and cause carry no secret. Recognise it by `SwitchyardError.is`, never instanceof. */
export class SwitchyardError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly retryable: boolean;
  readonly ambiguous: boolean;
  readonly platform?: string;
  readonly hint?: string;
  readonly requestId?: string;
  readonly retryAfter?: number;

  constructor(code: C, message: string, details: ErrorDetails = {}) {
    super(redact(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "SwitchyardError";
    this.code = code;
    this.retryable = details.retryable ?? (code === "throttled" || code === "unavailable");
    this.ambiguous = details.ambiguous ?? false;
    if (details.platform !== undefined) this.platform = details.platform;
    if (details.hint !== undefined) this.hint = redact(details.hint);
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter;
    Object.defineProperty(this, brand, { value: true });
  }

  /** By brand: two copies of core agree. */
  static is<C extends ErrorCode = ErrorCode>(value: unknown, code?: C): value is SwitchyardError<C> {
    if (typeof value !== "object" || value === null || !(brand in value)) return false;
    return code === undefined || (value as unknown as SwitchyardError).code === code;
  }
}
