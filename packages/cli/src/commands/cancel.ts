import { everyCommand, platformSettings } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { attachJobs } from "../jobs/attach-jobs.ts";
import { forEachJob } from "../jobs/each-job.ts";
import { toJsonLine } from "../view/numbers.ts";

export const command = defineCommand({
  name: "cancel",
  about:
    "Asks the platform to stop jobs. Safe to repeat; a job that is over stays as it is. `wait` tells when it has stopped.",
  positionals: { name: "URI", atMost: Infinity, about: "the URI of a job or a run, or several." },
  flags: { ...platformSettings, ...everyCommand },
  examples: [["switchyard cancel sagemaker://us-east-1/training-job/bert-imdb-1a2b3c4d-1-1", "stop one job"]],
  json: 'One line a job: { "uri", "requested": "cancel" }.',

  async run({ words, flags }, shell) {
    const form = { json: flags.json, noColor: flags["no-color"] };
    return forEachJob(await attachJobs(words, flags, shell), form, shell, async (job) => {
      await job.cancel({ signal: shell.signal });
      const text = form.json ? toJsonLine({ uri: job.uri, requested: "cancel" }) : `Asked to stop: ${job.uri}`;
      await shell.stdout.write(`${text}\n`);
    });
  },
});
