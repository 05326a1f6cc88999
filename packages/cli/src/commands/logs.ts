import type { JobEvent, TrainingJob } from "@switchyard/core";
import { everyCommand, platformSettings, resume } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { attachJobs } from "../jobs/attach-jobs.ts";
import { oneCursorForOneJob } from "../jobs/cursor.ts";
import { forEachJob } from "../jobs/each-job.ts";
import { logLine, shortName } from "../view/lines.ts";
import { toJsonLine } from "../view/numbers.ts";
import { styleFor } from "../view/style.ts";

type LogEvent = JobEvent & { readonly type: "log" };

export const command = defineCommand({
  name: "logs",
  about: "Prints the lines that jobs have written so far, of all nodes; those of further nodes begin with [1], [2], …",
  positionals: { name: "URI", atMost: Infinity, about: "the URI of a job or a run, or several." },
  flags: {
    follow: { kind: "switch", about: "Go on with new lines until the job is over." },
    ...resume,
    ...platformSettings,
    ...everyCommand,
  },
  examples: [
    ["switchyard logs URI | grep loss", "search"],
    ["switchyard logs URI --follow", "watch"],
  ],
  json: 'One line each: { "type": "log", "time", "cursor", "node", "line" }; with several jobs also "uri".',

  async run({ words, flags }, shell) {
    oneCursorForOneJob(flags.after, words);
    const jobs = await attachJobs(words, flags, shell);
    const form = { json: flags.json, noColor: flags["no-color"] };
    const style = styleFor(shell.stdout, shell, form.noColor);
    const isSeveral = jobs.length > 1;
    return forEachJob(jobs, form, shell, async (job) => {
      const options = { signal: shell.signal, ...(flags.after === undefined ? {} : { after: flags.after }) };
      const prefix = isSeveral && !form.json ? `${style.dim(`${shortName(job.uri)} |`)} ` : "";
      for await (const event of flags.follow ? job.logs(options) : linesSoFar(job, options)) {
        const text = form.json ? toJsonLine(isSeveral ? { uri: job.uri, ...event } : event) : logLine(event, style);
        await shell.stdout.write(`${prefix}${text}\n`);
      }
    });
  },
});

/** Looks until a look brings nothing new. */
async function* linesSoFar(
  job: TrainingJob,
  options: { readonly signal: AbortSignal; readonly after?: string },
): AsyncIterable<LogEvent> {
  let after = options.after;
  for (;;) {
    const { events, cursor, done } = await job.poll({
      signal: options.signal,
      ...(after === undefined ? {} : { after }),
    });
    for (const event of events) if (event.type === "log") yield event;
    if (done || cursor === after) return;
    after = cursor;
  }
}
