import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkpointPlace, checkpointsVariable, ownCheckpointPath, trialsKeepNone } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";
import { isS3, layout } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { inStore } from "./data.ts";

/**
 * Where checkpoints are kept, for all attempts of a run. In S3 SageMaker does it: it copies the output folder there while
 * the job runs, and puts it back before the job is started again. Into other stores the launcher copies them.
 */
export function checkpointsRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { spec, resources, identity } = input;
  const given = spec.outputs?.checkpoints;
  if (given === undefined) {
    if (!resources.spot) return {};
    const S3Uri = inStore(ownCheckpointPath(identity), input, settings);
    return {
      parts: [{ origin: "spec:resources.spot", body: { CheckpointConfig: { S3Uri, LocalPath: layout.output } } }],
    };
  }
  if ("study" in input) return { diagnostics: [trialsKeepNone] };
  const place = checkpointPlace(given, identity);
  const origin = "spec:outputs.checkpoints";
  if (isS3(given))
    return { parts: [{ origin, body: { CheckpointConfig: { S3Uri: place, LocalPath: layout.output } } }] };
  return {
    parts: [{ origin, body: { Environment: { [checkpointsVariable]: place } } }],
    diagnostics: spec.launch?.kind === "native" ? [notCopied(given)] : [],
  };
}

function notCopied(given: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: "outputs.checkpoints",
    message: `Found ${JSON.stringify(given)}. With launch.kind "native" no launcher of ours copies checkpoints; SageMaker itself keeps them in S3.`,
    fix: 'Give an S3 URI, or use `launch: { kind: "spawn" }`.',
  };
}
