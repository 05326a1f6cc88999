import {
  fitRun,
  formatDiagnostic,
  planRun,
  type PlannedRun,
  type RunPlan,
  type TrainerSpec,
  type TrainingRun,
} from "@switchyard/core";
import type { FlagValues } from "../arguments/command.ts";
import type { everyCommand } from "../arguments/common-flags.ts";
import type { Config } from "../config/config.ts";
import type { RunSection } from "../config/run-section.ts";
import { attemptsOf } from "./attempts.ts";
import { makeRunPlan } from "./run-plan.ts";
import { unlessAborted } from "../errors/interrupted.ts";
import type { Shell } from "../shell.ts";
import { styleFor } from "../view/style.ts";

export interface RunRequest {
  readonly spec: TrainerSpec;
  readonly folder: string;
  readonly section: RunSection;
  /** As they were given. */
  readonly run: string | undefined;
  readonly attempts: string | undefined;
}

/** Plans a run, says what is to be known of it, and begins it or finds the one that exists. */
export async function beginRun(
  request: RunRequest,
  config: Config,
  flags: Pick<FlagValues<typeof everyCommand>, "json" | "no-color">,
  shell: Shell,
): Promise<TrainingRun> {
  const { spec, folder, section, run, attempts } = request;
  const limits = attempts === undefined ? section.limits : { ...section.limits, attempts: attemptsOf(attempts) };
  const given: RunPlan = {
    ...(await makeRunPlan(section, config, shell.platforms)),
    folder,
    ...(limits === undefined ? {} : { limits }),
    ...(run === undefined ? {} : { run }),
  };
  const planned = await planRun(spec, given);
  if (!flags.json) await warn(planned, flags["no-color"], shell);
  return unlessAborted(
    fitRun(spec, { ...given, signal: shell.signal }),
    shell.signal,
    () => `The run may have begun as ${planned.uri}. The same command again finds and follows it.`,
  );
}

async function warn({ plans }: PlannedRun, noColor: boolean, shell: Shell): Promise<void> {
  const style = styleFor(shell.stderr, shell, noColor);
  const found = plans.flatMap(({ platform, diagnostics }) =>
    diagnostics
      .filter(({ severity }) => severity === "warning")
      .map((warning) => `${platform}: ${formatDiagnostic(warning)}`),
  );
  const lines = [...new Set(found)].map((text) => `${style.yellow("warning:")} ${style.text(text)}\n`);
  await shell.stderr.write(lines.join(""));
}
