import { configError } from "@switchyard/core";
import { everyCommand, platformSettings } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { loadConfig } from "../config/load-config.ts";
import { exitCode } from "../exit-code.ts";
import { liftDocument } from "../lift/lift-document.ts";
import { describeDiagnostic, isError } from "../view/diagnostic.ts";
import { toJsonLine } from "../view/numbers.ts";
import { styleFor } from "../view/style.ts";

function checkNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw configError("wrong-number", "--document", `Found ${JSON.stringify(text)}.`, "Give a number from 1 on.");
}

export const command = defineCommand({
  name: "lift",
  about:
    "Turns a native job into a spec: a request, the description of a job that exists, or a manifest. The spec stands on\n" +
    "stdout; what has no portable place, and where it went, is told on stderr. Needs no network.",
  positionals: {
    name: "FILE",
    atMost: 1,
    about: "a .json or .yaml file with a native job, or - for standard input. YAML may hold other documents beside it.",
  },
  flags: {
    on: {
      kind: "text",
      value: "PLATFORM,…",
      about: "Whose document it is. Default: the first platform that knows it.",
    },
    document: {
      kind: "text",
      value: "N",
      about: "Which YAML document of several is the job, counted from 1. Default: the only one that is a job.",
    },
    ...platformSettings,
    ...everyCommand,
  },
  examples: [
    ["switchyard lift job.json > train.yaml", "from a recorded request"],
    [
      "aws sagemaker describe-training-job --training-job-name NAME | switchyard lift - --on sagemaker",
      "from a job that exists",
    ],
    ["switchyard lift job.yaml --json | switchyard plan - --on sagemaker", "the same job elsewhere"],
  ],
  json: "The spec, as JSON. On stderr one diagnostic a line.",

  async run({ words: [word = ""], flags }, shell) {
    const config = await loadConfig(flags, shell);
    const document = flags.document === undefined ? undefined : checkNumber(flags.document);
    const { platform, lifted } = await liftDocument(word, { on: flags.on, document }, config, shell);
    const style = styleFor(shell.stderr, shell, flags["no-color"]);
    const told = flags.json
      ? lifted.diagnostics.map((diagnostic) => toJsonLine(diagnostic))
      : [`Lifted from ${platform}.`, ...lifted.diagnostics.map((diagnostic) => describeDiagnostic(diagnostic, style))];
    if (told.length > 0) await shell.stderr.write(`${told.join("\n")}\n`);
    const text = flags.json
      ? `${JSON.stringify(lifted.spec, null, 2)}\n`
      : (await import("../view/to-yaml.ts")).toYaml(lifted.spec);
    await shell.stdout.write(text);
    return lifted.diagnostics.some(isError) ? exitCode.wrongInput : exitCode.ok;
  },
});
