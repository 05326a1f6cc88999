import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { resumesBySelf } from "@switchyard/core/platform";
import type { Fragment, Part } from "../fragment.ts";
import { poolCount } from "../pools.ts";
import { overridesOf } from "./overrides.ts";

/** The longest run; without one the service has 7 days. A node that is started again needs the others to start again too. */
export function runtimeRule(input: TranslationInput): Fragment {
  const { resources } = input;
  const { maxRuntimeSeconds } = resources;
  const parts: Part[] = [];
  if (maxRuntimeSeconds !== undefined) {
    const scheduling = { timeout: `${maxRuntimeSeconds}s` };
    parts.push({ origin: "spec:resources.maxRuntime", body: { jobSpec: { scheduling } } });
  }
  // A job that never retries restarts no worker either, and Vertex AI is not asked for both.
  const isRetried = overridesOf(input).jobSpec?.scheduling?.disableRetries !== true;
  if (poolCount(resources) > 1 && isRetried)
    parts.push({ origin: "core:launcher", body: { jobSpec: { scheduling: { restartJobOnWorkerRestart: true } } } });
  return { parts };
}

/** Spot capacity. */
export function spotRule(input: TranslationInput): Fragment {
  if (!input.resources.spot) return {};
  return {
    parts: [{ origin: "spec:resources.spot", body: { jobSpec: { scheduling: { strategy: "SPOT" } } } }],
    diagnostics: ["study" in input || !resumesBySelf(input.spec) ? beginsAgain : goesOn],
  };
}

const goesOn: Diagnostic = {
  severity: "info",
  code: "spot-restart",
  path: "resources.spot",
  message:
    "A job that loses its spot machines is started again, up to six times, and goes on from its newest complete checkpoint.",
  fix: "Save often (`args.save_steps`): what came after the last checkpoint is computed again.",
};

const beginsAgain: Diagnostic = {
  severity: "warning",
  code: "spot-restart",
  path: "resources.spot",
  message: "A job that loses its spot machines is started again from the beginning, up to six times.",
  fix: "Use it for short jobs, or leave `resources.spot` out.",
};
