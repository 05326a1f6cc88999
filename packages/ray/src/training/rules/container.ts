import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkLaunchKind } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";
import { entrypointOf, graceSeconds } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { runName } from "./identity.ts";

/** What keeps a log readable and reports quick (Ray Train v2 and the job's log monitor). */
const logVariables = {
  PYTHONIOENCODING: "utf-8",
  // Ray collapses lines of several workers that differ in their numbers only, and colours what it prefixes.
  RAY_DEDUP_LOGS: "0",
  RAY_COLOR_PREFIX: "0",
  // A worker's own print would stand there twice.
  RAY_TRAIN_ENABLE_PRINT_PATCH: "0",
  // A report waits for the controller's next look, every 2 seconds by default.
  RAY_TRAIN_HEALTH_CHECK_INTERVAL_S: "0.5",
} as const;

/** How the job starts: Ray Train's driver, or the launcher on one node. */
export function containerRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const entrypoint = entrypointOf(settings);
  const launcher = {
    SWITCHYARD_CONTAINER_ROOT: `/tmp/switchyard/${runName(input)}`,
    RAY_JOB_STOP_WAIT_TIME_S: String(graceSeconds + 5),
  };
  return {
    job: [{ origin: "core:launcher", body: { entrypoint } }],
    manifest: [{ origin: "core:launcher", body: { spec: { entrypoint, submissionMode: "HTTPMode" } } }],
    variables: [
      { origin: "default", values: logVariables },
      ...(settings.train === "launcher" ? [{ origin: "core:launcher", values: launcher }] : []),
    ],
    diagnostics: [...checkKind(input, settings), ...checkLauncher(input, settings)],
  };
}

/** Ray Train starts the ranks itself; the plain launcher can have them started by another. */
function checkKind(input: TranslationInput, { train }: ResolvedSettings): Diagnostic[] {
  const kind = input.spec.launch?.kind ?? "spawn";
  if (kind === "spawn") return [];
  if (train === "launcher" && kind !== "native") return checkLaunchKind(input);
  const own =
    kind === "native"
      ? `What is native to Ray is the setting \`train\`, which is "${train}".`
      : "With Ray Train the ranks are Ray's workers.";
  return [
    {
      severity: "error",
      code: "unsupported",
      path: "launch.kind",
      message: `Found ${JSON.stringify(kind)}. ${own}`,
      fix: 'Use "spawn", or leave `launch.kind` out.',
    },
  ];
}

/** The plain launcher runs where Ray puts a driver: on one node, with what that node has. */
function checkLauncher({ spec, resources }: TranslationInput, { train, submit }: ResolvedSettings): Diagnostic[] {
  if (train !== "launcher") return [];
  const hasDeadline = submit === "jobs" && resources.maxRuntimeSeconds !== undefined;
  const unfit: readonly (readonly [boolean, string, string])[] = [
    [resources.nodes > 1, "resources.nodes", "The plain launcher runs on one node of the cluster."],
    [Object.keys(spec.inputs ?? {}).length > 0, "inputs", "The plain launcher brings no inputs to its node."],
    [spec.outputs?.store !== undefined, "outputs.store", "The plain launcher leaves the model on its node."],
    [hasDeadline, "resources.maxRuntime", "The plain launcher has no clock, and Ray's Jobs API no deadline."],
  ];
  return unfit
    .filter(([isUnfit]) => isUnfit)
    .map(([, path, message]) => ({
      severity: "error",
      code: "launcher-only",
      path,
      message,
      fix: 'Use the setting `train: "torchtrainer"`, or leave this out.',
    }));
}
