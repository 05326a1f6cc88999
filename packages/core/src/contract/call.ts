/** An abort or a timeout ends the waiting, never the cloud job. An abort rejects with `signal.reason`. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; a SwitchyardError with code `timeout` is thrown when they are over. Default: no limit. */
  readonly timeout?: number;
}
