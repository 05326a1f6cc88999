import { everyCommand, platformSettings, resume } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { attachJobs } from "../jobs/attach-jobs.ts";
import { followJobs } from "../jobs/follow.ts";
import { oneCursorForOneJob } from "../jobs/cursor.ts";

export const command = defineCommand({
  name: "attach",
  about:
    "Follows jobs that exist already to their ends, as `fit` does: from another machine, after a crash, for the second\n" +
    "time. With --after no event is lost and none comes twice.",
  positionals: { name: "URI", atMost: Infinity, about: "the URI of a job or a run, or several." },
  flags: { ...resume, ...platformSettings, ...everyCommand },
  examples: [
    ["switchyard attach sagemaker://us-east-1/training-job/bert-imdb-1a2b3c4d-1-1", "from the job's beginning"],
    ["switchyard attach URI --json --after CURSOR", "from the last event that another process saw"],
  ],
  json: 'One event a line, as `fit`; with several jobs every line carries its "uri".',

  async run({ words, flags }, shell) {
    oneCursorForOneJob(flags.after, words);
    const jobs = await attachJobs(words, flags, shell);
    return followJobs(jobs, { json: flags.json, noColor: flags["no-color"], after: flags.after, events: true }, shell);
  },
});
