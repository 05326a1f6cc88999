import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkLaunchKind } from "@switchyard/core/platform";
import { startCommand } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { inEveryPool } from "../pools.ts";

/** How the container starts: our launcher, once on each node. */
export function containerRule(input: TranslationInput): Fragment {
  const { spec, resources } = input;
  const command = [...startCommand];
  return {
    parts: [{ origin: "core:launcher", body: inEveryPool(resources, { containerSpec: { command } }) }],
    diagnostics: [...checkNative(spec.launch?.kind), ...checkLaunchKind(input)],
  };
}

function checkNative(kind: string | undefined): Diagnostic[] {
  if (kind !== "native") return [];
  return [
    {
      severity: "error",
      code: "unsupported",
      path: "launch.kind",
      message:
        'Found "native". Vertex AI starts one process on each node, and has no launcher of its own for the ranks.',
      fix: 'Use "spawn", or leave `launch` out: it starts one rank for each accelerator on every node, as torchrun does.',
    },
  ];
}
