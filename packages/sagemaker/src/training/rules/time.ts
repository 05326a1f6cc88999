import type { TranslationInput } from "@switchyard/core";
import type { ResolvedSettings } from "../../settings.ts";
import { layout } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { inStore } from "./data.ts";

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

/**
 * Spot capacity, with as long a wait for it as the job may run. SageMaker keeps the output folder in S3 while the job
 * runs, and puts it back before the job is started again; attempts of one run share it.
 */
export function spotRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  if (!input.resources.spot) return {};
  const origin = "spec:resources.spot";
  const wait = spotWait(runtimeOf(input));
  const { key, run } = input.identity;
  const S3Uri = inStore(`/checkpoints/${key}/${run}`, input, settings);
  return {
    parts: [
      { origin, body: { EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: wait } } },
      { origin, body: { CheckpointConfig: { S3Uri, LocalPath: layout.output } } },
    ],
    diagnostics: [
      {
        severity: "warning",
        code: "spot-restart",
        path: "resources.spot",
        message: `A job that loses its spot machines is started again, and finds its checkpoints in {output} as they were; going on from them is the script's own business. It waits and runs for at most ${wait} seconds in all.`,
        fix: "Save often (`args.save_steps`), and let the script pass `get_last_checkpoint(args.output_dir)` to `trainer.train(resume_from_checkpoint=…)`.",
      },
    ],
  };
}
