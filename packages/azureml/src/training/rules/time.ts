import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { toIsoDuration } from "../../duration.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { resumesBySelf } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";
import { isServerless } from "./account.ts";

/** The longest run; without one the service has its own. */
export function runtimeRule({ resources }: TranslationInput): Fragment {
  const { maxRuntimeSeconds } = resources;
  if (maxRuntimeSeconds === undefined) return {};
  const limits = { jobLimitsType: "Command", timeout: toIsoDuration(maxRuntimeSeconds) } as const;
  return { job: [{ origin: "spec:resources.maxRuntime", body: { limits } }] };
}

/** Spot machines: serverless compute is asked for them, a cluster has them or not. */
export function spotRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  if (!input.resources.spot) return {};
  const restart = "study" in input || !resumesBySelf(input.spec) ? beginsAgain : goesOn;
  if (isServerless(settings)) {
    return {
      job: [{ origin: "spec:resources.spot", body: { queueSettings: { jobTier: "Spot" } } }],
      diagnostics: [restart],
    };
  }
  const cluster = {
    severity: "warning",
    code: "cluster-spot",
    path: "resources.spot",
    message: `The cluster ${JSON.stringify(settings.compute)} decides whether its machines are Spot; a job cannot.`,
    fix: 'Use a cluster that was made with vmPriority LowPriority, or the setting `compute: "serverless"`.',
  } as const;
  return { diagnostics: [cluster, restart] };
}

const beginsAgain: Diagnostic = {
  severity: "warning",
  code: "spot-restart",
  path: "resources.spot",
  message: "A job that loses its Spot machines fails, or is started again from the beginning.",
  fix: "Use it for short jobs, or leave `resources.spot` out.",
};

const goesOn: Diagnostic = {
  severity: "info",
  code: "spot-restart",
  path: "resources.spot",
  message:
    "A job that loses its Spot machines fails, or is started again. Either way its checkpoints are kept in the store, and a new attempt of the same run goes on from the newest complete one.",
  fix: "Save often (`args.save_steps`): what came after the last checkpoint is computed again.",
};
