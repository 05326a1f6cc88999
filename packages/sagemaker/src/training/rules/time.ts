import type { Diagnostic, TrainerSpec, TranslationInput } from "@switchyard/core";
import { resumesBySelf } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";

/** One day: what SageMaker itself takes where nothing is said. */
export const defaultRuntime = 24 * 3600;

/** SageMaker's longest: 28 days. */
const longest = 28 * 24 * 3600;

const runtimeOf = ({ resources }: TranslationInput): number => resources.maxRuntimeSeconds ?? defaultRuntime;

export function runtimeRule(input: TranslationInput): Fragment {
  const origin = input.resources.maxRuntimeSeconds === undefined ? "default" : "spec:resources.maxRuntime";
  return { parts: [{ origin, body: { StoppingCondition: { MaxRuntimeInSeconds: runtimeOf(input) } } }] };
}

/** The longest wait and run of a spot job together, in seconds: the run, and as long again to wait for machines. */
export function spotWait(runtime: number): number {
  return Math.max(runtime, Math.min(2 * runtime, longest));
}

/** Spot capacity, with as long a wait for it as the job may run. */
export function spotRule(input: TranslationInput): Fragment {
  if (!input.resources.spot) return {};
  const wait = spotWait(runtimeOf(input));
  const body = { EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: wait } };
  return { parts: [{ origin: "spec:resources.spot", body }], diagnostics: [restart(input.spec, wait)] };
}

function restart(spec: TrainerSpec, wait: number): Diagnostic {
  const told = { code: "spot-restart", path: "resources.spot" } as const;
  const limit = `It waits and runs for at most ${wait} seconds in all.`;
  if (resumesBySelf(spec)) {
    return {
      ...told,
      severity: "info",
      message: `A job that loses its spot machines is started again and goes on from its newest complete checkpoint. ${limit}`,
      fix: "Save often (`args.save_steps`): what came after the last checkpoint is computed again.",
    };
  }
  return {
    ...told,
    severity: "warning",
    message: `A job that loses its spot machines is started again, and finds its checkpoints in {output} as they were; going on from them is the script's own business. ${limit}`,
    fix: "Let the script pass `get_last_checkpoint(args.output_dir)` to `trainer.train(resume_from_checkpoint=…)`, or leave `launch` out.",
  };
}
