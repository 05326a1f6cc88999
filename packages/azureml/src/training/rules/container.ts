import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { inputName, startCommand } from "../container.ts";
import type { Fragment } from "../fragment.ts";

/**
 * How the container starts: our launcher, once on each node. For several nodes Azure's PyTorch distribution tells each
 * node where it stands, and starts exactly one process there: the ranks are the launcher's, never both's.
 */
export function containerRule({ spec, resources }: TranslationInput): Fragment {
  const inputs = Object.keys(spec.inputs ?? {}).filter((name) => inputName.test(name));
  const command = { origin: "core:launcher", body: { command: startCommand(inputs, resources.nodes) } };
  const distribution = {
    origin: "core:launcher",
    body: { distribution: { distributionType: "PyTorch", processCountPerInstance: 1 } as const },
  };
  return {
    job: resources.nodes > 1 ? [command, distribution] : [command],
    diagnostics: checkKind(spec.launch?.kind ?? "spawn"),
  };
}

function checkKind(kind: string): Diagnostic[] {
  if (kind === "spawn") return [];
  const own =
    kind === "native"
      ? "Azure would start every rank by itself then, and Switchyard's launcher cannot yet run as one of them."
      : "On Azure the ranks are started by Switchyard's own launcher only.";
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
