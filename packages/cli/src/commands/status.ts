import type { JobSnapshot } from "@switchyard/core";
import { everyCommand, platformSettings } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { attachJobs } from "../jobs/attach-jobs.ts";
import { forEachJob } from "../jobs/each-job.ts";
import { describeLegs } from "../view/legs.ts";
import { toJsonLine } from "../view/numbers.ts";
import { styleFor, type Style } from "../view/style.ts";

export const command = defineCommand({
  name: "status",
  about: "Tells where jobs are now, and how they came there. The exit code is 0 however a job stands: `wait` judges.",
  positionals: { name: "URI", atMost: Infinity, about: "the URI of a job or a run, or several." },
  flags: { ...platformSettings, ...everyCommand },
  examples: [["switchyard status sagemaker://us-east-1/training-job/bert-imdb-1a2b3c4d-1-1", "one job"]],
  json: 'One snapshot a line: { "uri", "state", "reason", "nativeState", "time", "history": [ … ], "billableSeconds", … }; of a run also "legs" and "cost".',

  async run({ words, flags }, shell) {
    const form = { json: flags.json, noColor: flags["no-color"] };
    const style = styleFor(shell.stdout, shell, form.noColor);
    return forEachJob(await attachJobs(words, flags, shell), form, shell, async (job) => {
      const snapshot = await job.status({ signal: shell.signal });
      await shell.stdout.write(`${form.json ? toJsonLine(snapshot) : describe(snapshot, style)}\n`);
    });
  },
});

function describe(snapshot: JobSnapshot, style: Style): string {
  const { uri, history, billableSeconds, artifact } = snapshot;
  const rows = history.map(({ time, state, reason, nativeState, message }) => {
    const words = [time, state, reason === undefined ? "" : `(${reason})`, `[${nativeState}]`, message ?? ""];
    return `  ${style.line(words.filter((word) => word !== "").join("  "))}`;
  });
  const bill = billableSeconds === undefined ? [] : [`  ${billableSeconds} s billed`];
  const place = artifact === undefined ? [] : [`  artifact  ${style.line(artifact)}`];
  const legs = describeLegs(snapshot).map((leg) => `  ${style.line(leg)}`);
  return [`${style.bold(snapshot.state)}  ${uri}`, ...rows, ...bill, ...place, ...legs].join("\n");
}
