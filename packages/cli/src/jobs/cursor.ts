import { configError } from "@switchyard/core";

/**
 * A cursor is a place in one job's events.
 *
 * @throws {ConfigError} when several jobs are named beside it.
 */
export function oneCursorForOneJob(after: string | undefined, uris: readonly string[]): void {
  if (after === undefined || new Set(uris).size <= 1) return;
  throw configError(
    "one-cursor",
    "--after",
    `A cursor belongs to one job, and ${uris.length} are named.`,
    "Name one job with --after.",
  );
}
