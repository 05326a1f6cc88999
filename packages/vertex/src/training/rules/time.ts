import type { Diagnostic, TranslationInput } from "@switchyard/core";
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
export function spotRule({ resources }: TranslationInput): Fragment {
  if (!resources.spot) return {};
  const restart: Diagnostic = {
    severity: "warning",
    code: "spot-restart",
    path: "resources.spot",
    message:
      "A job that loses its spot machines is started again from the beginning, up to six times: its checkpoints are on the machine's own disk.",
    fix: "Use it for short jobs; or let the script write checkpoints below a gs:// folder of its own, and go on from there.",
  };
  return {
    parts: [{ origin: "spec:resources.spot", body: { jobSpec: { scheduling: { strategy: "SPOT" } } } }],
    diagnostics: [restart],
  };
}
