import type { JobState } from "../contract/job.ts";

const terminal: ReadonlySet<JobState> = new Set<JobState>(["succeeded", "failed", "cancelled"]);

/** Whether a job in this state can neither run nor bill any more. `unknown` never is. */
export function isTerminal(state: JobState): boolean {
  return terminal.has(state);
}
