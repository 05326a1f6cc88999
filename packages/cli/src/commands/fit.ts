import { ConfigError, configError, formatDiagnostic, type Plan, type TrainingJob } from "@switchyard/core";
import { everyCommand, platformSettings, rayAddress } from "../arguments/common-flags.ts";
import { defineCommand } from "../arguments/command.ts";
import { applyAddress } from "../config/address-flag.ts";
import { choosePlatforms } from "../config/choose-platforms.ts";
import { loadConfig } from "../config/load-config.ts";
import { unlessAborted } from "../errors/interrupted.ts";
import type { Config } from "../config/config.ts";
import type { RunSection } from "../config/run-section.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { followJobs } from "../jobs/follow.ts";
import { makeTrainingPlatform } from "../platforms.ts";
import type { Shell } from "../shell.ts";
import { loadSpec } from "../spec/load-spec.ts";
import { createReporter } from "../view/reporter.ts";
import { styleFor } from "../view/style.ts";

export const command = defineCommand({
  name: "fit",
  about:
    "Starts the training and follows it to its end. Run twice with the same spec and --run it never starts a second job:\n" +
    "it follows the one that exists. Ctrl-C stops the following, not the job.",
  positionals: { name: "SPEC", atMost: 1, about: "a spec: a .yaml, .json or .ts file, or - for standard input." },
  flags: {
    on: {
      kind: "text",
      value: "PLATFORM",
      about: "Where. Default: the placements of the configuration's `run`, else its only platform.",
    },
    attempts: {
      kind: "text",
      value: "N",
      about:
        "Make up for attempts that the platform takes away, up to N in all. Needs `outputs.checkpoints`; the URI is the run's.",
    },
    run: {
      kind: "text",
      value: "NAME",
      about: 'A word for a deliberate repetition of the same training. Default: "1".',
    },
    detach: { kind: "switch", about: "Start only; follow later with `switchyard attach URI`." },
    ...rayAddress,
    ...platformSettings,
    ...everyCommand,
  },
  examples: [
    ["switchyard fit train.yaml --on sagemaker", "start and watch"],
    ["switchyard fit train.yaml --on sagemaker --run again", "the same training once more"],
    ["switchyard fit train.yaml --on ray --address http://10.0.0.1:8265", "on a Ray cluster"],
    ["switchyard fit train.yaml --on sagemaker --attempts 5", "on spot machines, with what is lost made up for"],
    ["switchyard fit train.yaml --on sagemaker --detach", "start, and print the job's URI"],
  ],
  json: 'One event a line: first { "type": "job", "uri", "created" }, then states, logs, metrics, progress and warnings, last { "type": "result", … } with "model" or "error".',

  async run({ words: [word = ""], flags }, shell) {
    const loaded = await loadSpec(word, shell);
    const config = await loadConfig(flags, shell, loaded.folder);
    const form = { json: flags.json, noColor: flags["no-color"] };
    const section = runSectionOf(flags, config, shell);
    if (section !== undefined) {
      const { beginRun } = await import("../runs/fit-run.ts");
      const request = { ...loaded, section, run: flags.run, attempts: flags.attempts };
      const ids = section.placements.map((placement) => placement.on);
      const addressed = applyAddress(config, flags.address, ids);
      const run = await loaded.judge(() => beginRun(request, addressed, flags, shell));
      return follow(run, flags.detach, form, shell);
    }
    const [id = "", ...more] = choosePlatforms(flags.on, config, shell.platforms);
    if (more.length > 0)
      throw configError("several-platforms", "--on", "fit trains on one platform.", `Write --on ${id}.`);
    const { platforms: settings } = applyAddress(config, flags.address, [id]);
    const platform = await makeTrainingPlatform(id, settings[id], shell.platforms, "--on");

    const estimator = platform.estimator(loaded.spec, { folder: loaded.folder });
    const options = { signal: shell.signal, ...(flags.run === undefined ? {} : { run: flags.run }) };
    const plan = await loaded.judge(() => estimator.plan(options));
    await announce(plan, flags, shell);
    // What is sent is what was planned: the plan itself goes to fit, not its options again.
    const job = await loaded.judge(() => unlessAborted(estimator.fit(plan), shell.signal, () => maybeStarted(plan)));
    return follow(job, flags.detach, form, shell);
  },
});

/** A run's placements: the configuration's where no platform is named, else that platform alone when attempts are counted. */
function runSectionOf(
  { on, attempts }: { readonly on: string | undefined; readonly attempts: string | undefined },
  config: Config,
  shell: Shell,
): RunSection | undefined {
  if (on === undefined && config.run !== undefined) return config.run;
  if (attempts === undefined) return undefined;
  return { placements: choosePlatforms(on, config, shell.platforms).map((id) => ({ on: id })) };
}

async function follow(
  job: TrainingJob,
  isDetached: boolean,
  form: { readonly json: boolean; readonly noColor: boolean },
  shell: Shell,
): Promise<ExitCode> {
  if (!isDetached) return followJobs([job], { ...form, events: true }, shell);
  await detach(job, form, shell);
  return exitCode.ok;
}

/** Errors keep a plan from being sent; warnings are told on the way, where they do not mix with the events. */
async function announce(
  { diagnostics }: Plan,
  flags: { readonly json: boolean; readonly "no-color": boolean },
  shell: Shell,
): Promise<void> {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ConfigError(errors);
  if (flags.json) return;
  const style = styleFor(shell.stderr, shell, flags["no-color"]);
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  await shell.stderr.write(
    warnings.map((warning) => `${style.yellow("warning:")} ${style.text(formatDiagnostic(warning))}\n`).join(""),
  );
}

async function detach(
  job: TrainingJob,
  form: { readonly json: boolean; readonly noColor: boolean },
  shell: Shell,
): Promise<void> {
  const reporter = createReporter({ ...form, uris: [job.uri] }, shell);
  await reporter.begin(job.uri, job.created);
  await reporter.close();
  if (!form.json) await shell.stdout.write(`To follow it: switchyard attach ${job.uri}\n`);
}

function maybeStarted({ uri }: Plan): string {
  const where = uri === undefined ? "" : ` as ${uri}`;
  return `The job may exist already${where}. The same command again finds and follows it; it never starts a second one.`;
}
