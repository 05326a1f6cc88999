import type { TranslationInput } from "@switchyard/core";
import { startCommand } from "../container.ts";
import type { Fragment } from "../fragment.ts";

/** How the container starts, which is the launcher's business. Another launcher than our own is not carried yet. */
export function containerRule({ spec }: TranslationInput): Fragment {
  const kind = spec.launch?.kind ?? "spawn";
  const parts = [
    {
      origin: "core:launcher",
      body: { AlgorithmSpecification: { ...startCommand, TrainingInputMode: "File" as const } },
    },
  ];
  if (kind === "spawn") return { parts };
  return {
    parts,
    diagnostics: [
      {
        severity: "error",
        code: "unsupported",
        path: "launch.kind",
        message: `Found ${JSON.stringify(kind)}. On SageMaker the ranks are started by Switchyard's own launcher only.`,
        fix: 'Use "spawn", or leave `launch` out: it starts one rank for each accelerator on every node, as torchrun does.',
      },
    ],
  };
}
