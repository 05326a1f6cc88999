import type { TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";

/** One day: what SageMaker itself takes where nothing is said. */
const defaultRuntime = 24 * 3600;

/** SageMaker's longest: 28 days. */
const longest = 28 * 24 * 3600;

const runtimeOf = ({ resources }: TranslationInput): number => resources.maxRuntimeSeconds ?? defaultRuntime;

export function runtimeRule(input: TranslationInput): Fragment {
  const origin = input.resources.maxRuntimeSeconds === undefined ? "default" : "spec:resources.maxRuntime";
  return { parts: [{ origin, body: { StoppingCondition: { MaxRuntimeInSeconds: runtimeOf(input) } } }] };
}

/** Spot capacity, with as long a wait for it as the job may run. */
export function spotRule(input: TranslationInput): Fragment {
  if (!input.resources.spot) return {};
  const runtime = runtimeOf(input);
  const wait = Math.max(runtime, Math.min(2 * runtime, longest));
  return {
    parts: [
      {
        origin: "spec:resources.spot",
        body: { EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: wait } },
      },
    ],
    diagnostics: [
      {
        severity: "warning",
        code: "spot-restart",
        path: "resources.spot",
        message: `A job that loses its spot machines is started again from the beginning: its checkpoints are not kept. It waits and runs for at most ${wait} seconds in all.`,
        fix: "Use it for short jobs, or leave `resources.spot` out.",
      },
    ],
  };
}
