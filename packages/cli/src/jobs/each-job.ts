import type { TrainingJob } from "@switchyard/core";
import { Interrupted, unlessAborted } from "../errors/interrupted.ts";
import { printError, type ErrorForm } from "../errors/print-error.ts";
import { exitCode, worst, type ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";

/** Does the same for every job, side by side; one that fails does not keep the others from it. */
export async function forEachJob(
  jobs: readonly TrainingJob[],
  form: ErrorForm,
  shell: Shell,
  work: (job: TrainingJob) => Promise<void>,
): Promise<ExitCode> {
  const one = async (job: TrainingJob): Promise<ExitCode> => {
    try {
      await unlessAborted(work(job), shell.signal);
      return exitCode.ok;
    } catch (error) {
      if (shell.signal.aborted) throw new Interrupted();
      return printError(error, form, shell);
    }
  };
  return worst(await Promise.all(jobs.map(one)));
}
