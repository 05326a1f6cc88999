import type { TranslationInput } from "@switchyard/core";
import { toIsoDuration } from "../../duration.ts";
import type { ResolvedSettings } from "../../settings.ts";
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
export function spotRule({ resources }: TranslationInput, settings: ResolvedSettings): Fragment {
  if (!resources.spot) return {};
  const restart = {
    severity: "warning",
    code: "spot-restart",
    path: "resources.spot",
    message:
      "A job that loses its Spot machines fails, or is started again from the beginning: its checkpoints are not kept.",
    fix: "Use it for short jobs, or leave `resources.spot` out.",
  } as const;
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
