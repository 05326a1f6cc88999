import { redact } from "../redact.ts";
import { SwitchyardError, type ErrorDetails } from "./switchyard-error.ts";

export interface JobFailure {
  readonly uri: string;
  /** Node of the first failing rank. */
  readonly node?: number;
  /** The first failing rank. */
  readonly rank?: number;
  readonly exitCode?: number;
  readonly traceback?: string;
  /** The newest lines of the log, oldest first. */
  readonly logTail: readonly string[];
}

/** The script failed. Carries the first failing rank's traceback and the end of the log. */
export class JobFailedError extends SwitchyardError<"job-failed"> {
  readonly uri: string;
  readonly node?: number;
  readonly rank?: number;
  readonly exitCode?: number;
  readonly traceback?: string;
  readonly logTail: readonly string[];

  constructor(message: string, failure: JobFailure, details: ErrorDetails = {}) {
    super("job-failed", message, details);
    this.name = "JobFailedError";
    this.uri = failure.uri;
    if (failure.node !== undefined) this.node = failure.node;
    if (failure.rank !== undefined) this.rank = failure.rank;
    if (failure.exitCode !== undefined) this.exitCode = failure.exitCode;
    if (failure.traceback !== undefined) this.traceback = redact(failure.traceback);
    this.logTail = failure.logTail.map((line) => redact(line));
  }
}
