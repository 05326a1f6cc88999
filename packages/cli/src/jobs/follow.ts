import type { JobEvent, JobSnapshot, TrainingJob } from "@switchyard/core";
import { Interrupted, jobsGoOn, unlessAborted } from "../errors/interrupted.ts";
import { printError, type ErrorForm } from "../errors/print-error.ts";
import { exitCode, worst, type ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import type { Outcome } from "../view/outcome.ts";
import { createReporter, type Reporter } from "../view/reporter.ts";

export interface Following extends ErrorForm {
  /** The cursor to begin after. */
  readonly after?: string | undefined;
  /** `false`: wait for the end without telling what happens on the way. */
  readonly events: boolean;
}

/**
 * Follows jobs to their ends, side by side, and tells of them on stdout.
 *
 * @throws {Interrupted} when the user stops waiting; the jobs go on.
 */
export async function followJobs(jobs: readonly TrainingJob[], following: Following, shell: Shell): Promise<ExitCode> {
  const uris = jobs.map((job) => job.uri);
  const reporter = createReporter({ ...following, uris }, shell);
  try {
    const work = Promise.all(jobs.map((job) => followOne(job, following, reporter, shell)));
    return worst(await unlessAborted(work, shell.signal, () => jobsGoOn(uris)));
  } catch (error) {
    throw shell.signal.aborted ? new Interrupted(jobsGoOn(uris)) : error;
  } finally {
    await reporter.close();
  }
}

async function followOne(job: TrainingJob, following: Following, reporter: Reporter, shell: Shell): Promise<ExitCode> {
  await reporter.begin(job.uri, job.created);
  const outcome = await outcomeOf(job, following, reporter, shell);
  if (shell.signal.aborted) throw new Interrupted();
  await reporter.end(outcome);
  return "error" in outcome ? printError(outcome.error, following, shell) : exitCode.ok;
}

async function outcomeOf(job: TrainingJob, following: Following, reporter: Reporter, shell: Shell): Promise<Outcome> {
  const { signal } = shell;
  try {
    if (following.events)
      await tell(
        job.events({ signal, ...(following.after === undefined ? {} : { after: following.after }) }),
        job.uri,
        reporter,
      );
    const model = await job.wait({ signal });
    return { uri: job.uri, ...(await lastSnapshot(job, signal)), model };
  } catch (error) {
    if (signal.aborted) return { uri: job.uri, error };
    return { uri: job.uri, ...(await lastSnapshot(job, signal)), error };
  }
}

async function tell(events: AsyncIterable<JobEvent>, uri: string, reporter: Reporter): Promise<void> {
  for await (const event of events) await reporter.event(uri, event);
}

/** Time and bill for the summary. The outcome stands without them, so a failure here is none of the job's. */
async function lastSnapshot(job: TrainingJob, signal: AbortSignal): Promise<{ snapshot?: JobSnapshot }> {
  return job.status({ signal, timeout: 10_000 }).then(
    (snapshot) => ({ snapshot }),
    () => ({}),
  );
}
