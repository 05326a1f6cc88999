import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { startCommand } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { inEveryPool, poolCount } from "../pools.ts";

/** How the container starts: our launcher, once on each node. */
export function containerRule({ spec, resources }: TranslationInput): Fragment {
  const command = [...startCommand(poolCount(resources))];
  return {
    parts: [{ origin: "core:launcher", body: inEveryPool(resources, { containerSpec: { command } }) }],
    diagnostics: checkKind(spec.launch?.kind ?? "spawn"),
  };
}

function checkKind(kind: string): Diagnostic[] {
  if (kind === "spawn") return [];
  const own =
    kind === "native"
      ? "Vertex AI starts one process on each node, and has no launcher of its own for the ranks."
      : "On Vertex AI the ranks are started by Switchyard's own launcher only.";
  return [
    {
      severity: "error",
      code: "unsupported",
      path: "launch.kind",
      message: `Found ${JSON.stringify(kind)}. ${own}`,
      fix: 'Use "spawn", or leave `launch` out: it starts one rank for each accelerator on every node, as torchrun does.',
    },
  ];
}
