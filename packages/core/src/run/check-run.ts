import type { Diagnostic } from "../contract/diagnostic.ts";
import type { RunLimits, RunPlan } from "../contract/run.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { ConfigError } from "../errors/config-error.ts";
import { isLoaded, type LoadedTrainer } from "../planning/load-trainer.ts";
import { toSeconds } from "../spec/units.ts";
import type { RunRecord } from "./record.ts";

/**
 * @throws {ConfigError} with every problem of the run's own fields, and of what a run needs of its trainer.
 */
export function checkRun(trainer: TrainerSpec | LoadedTrainer, given: RunPlan): void {
  const { outputs, launch } = isLoaded(trainer) ? trainer.spec : trainer;
  const issues: Diagnostic[] = [];
  const say = (code: string, path: string, message: string, fix?: string): void =>
    void issues.push({ severity: "error", code, path, message, ...(fix === undefined ? {} : { fix }) });
  if (given.placements.length === 0) say("missing-field", "placements", "A run needs at least one placement.");
  if (outputs?.checkpoints === undefined)
    say(
      "missing-field",
      "outputs.checkpoints",
      "A run keeps its checkpoints and its record in a store that all its placements reach, and the spec names none.",
      "Write `outputs: { checkpoints: s3://bucket/checkpoints }`.",
    );
  if (launch?.resume === "none")
    say(
      "wrong-value",
      "launch.resume",
      'With "none" every attempt would begin at step 0, and a run is there to go on.',
      "Leave `launch.resume` out.",
    );
  const { attempts, time, money } = given.limits ?? {};
  if (attempts !== undefined && !isCount(attempts, 1))
    say("wrong-value", "limits.attempts", `Found ${String(attempts)}. Allowed: a whole number from 1 to 9999.`);
  if (time !== undefined && (typeof time !== "string" || toSeconds(time) === undefined))
    say("wrong-value", "limits.time", `Found ${JSON.stringify(time)}. Allowed: a time such as \`6h\` or \`1h30m\`.`);
  if (money !== undefined && !isPositive(money))
    say("wrong-value", "limits.money", `Found ${String(money)}. Allowed: a number above 0.`);
  if (given.preemptions !== undefined && !isCount(given.preemptions, 0))
    say("wrong-value", "preemptions", `Found ${String(given.preemptions)}. Allowed: a whole number from 0 to 9999.`);
  if (given.patience !== undefined && !isPositive(given.patience))
    say("wrong-value", "patience", `Found ${String(given.patience)}. Allowed: a number of seconds above 0.`);
  given.placements.forEach(({ pricePerNodeHour: price }, index) => {
    const path = `placements[${index}].pricePerNodeHour`;
    if (price !== undefined && !isPositive(price))
      say("wrong-value", path, `Found ${String(price)}. Allowed: a number above 0.`);
    if (price === undefined && money !== undefined)
      say(
        "missing-field",
        path,
        "A run with a limit of money needs the price of every placement.",
        "Write what one node costs in an hour, in the currency of `limits.money`, or leave that limit out.",
      );
  });
  if (issues.length > 0) throw new ConfigError(issues);
}

/** Limits with the default filled in and the time in seconds. They have been checked. */
export function readLimits({ attempts = 10, time, money }: RunLimits = {}): RunRecord["limits"] {
  const seconds = time === undefined ? undefined : toSeconds(time);
  return { attempts, ...(seconds === undefined ? {} : { seconds }), ...(money === undefined ? {} : { money }) };
}

function isCount(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= 9999;
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}
