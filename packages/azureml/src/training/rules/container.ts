import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkLaunchKind } from "@switchyard/core/platform";
import { inputName, startCommand } from "../container.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";
import { checkpointsUri } from "./checkpoints.ts";

/**
 * How the container starts: our launcher, once on each node. For several nodes Azure's PyTorch distribution tells each
 * node where it stands, and starts exactly one process there: the ranks are the launcher's, never both's.
 */
export function containerRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { spec, resources } = input;
  const inputs = Object.keys(spec.inputs ?? {}).filter((name) => inputName.test(name));
  const keepsCheckpoints = checkpointsUri(input, settings) !== undefined;
  const command = {
    origin: "core:launcher",
    body: { command: startCommand(inputs, keepsCheckpoints) },
  };
  const distribution = {
    origin: "core:launcher",
    body: { distribution: { distributionType: "PyTorch", processCountPerInstance: 1 } as const },
  };
  return {
    job: resources.nodes > 1 ? [command, distribution] : [command],
    diagnostics: [...checkNative(spec.launch?.kind), ...checkLaunchKind(input)],
  };
}

/** What is native to Azure is a distribution that starts every rank. */
function checkNative(kind: string | undefined): Diagnostic[] {
  if (kind !== "native") return [];
  return [
    {
      severity: "error",
      code: "unsupported",
      path: "launch.kind",
      message:
        'Found "native". Azure would start every rank by itself then, and the launcher of each rank would bring inputs and model anew.',
      fix: 'Use "spawn", or leave `launch` out: it starts one rank for each accelerator on every node, as torchrun does.',
    },
  ];
}
