import { everyCommand, platformSettings } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { attachJobs } from "../jobs/attach-jobs.ts";
import { followJobs } from "../jobs/follow.ts";

export const command = defineCommand({
  name: "wait",
  about: "Waits until jobs are over, without their logs. Exit code 0 when all succeeded, 1 when one did not.",
  positionals: { name: "URI", atMost: Infinity, about: "the URI of a job or a run, or several." },
  flags: { ...platformSettings, ...everyCommand },
  examples: [
    [
      "switchyard wait sagemaker://us-east-1/training-job/bert-imdb-1a2b3c4d-1-1 && ./publish.sh",
      "go on only after a success",
    ],
  ],
  json: 'For each job a first line { "type": "job", "uri", "created" } and a last { "type": "result", … } with "model" or "error".',

  async run({ words, flags }, shell) {
    const jobs = await attachJobs(words, flags, shell);
    return followJobs(jobs, { json: flags.json, noColor: flags["no-color"], events: false }, shell);
  },
});
