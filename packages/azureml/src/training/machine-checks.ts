import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { CommandJob } from "../native-types.ts";
import { findMachine } from "../resources.ts";

/** What only the final machine can tell, an overridden one included. */
export function checkMachine(job: CommandJob, { resources, spec }: TranslationInput): Diagnostic[] {
  const given = spec.platforms?.azureml?.resources?.instanceType;
  const row = findMachine(job.resources?.instanceType);
  if (given === undefined || row === undefined || row.count === 0 || resources.accelerator === "cpu") return [];
  if (row.count === resources.acceleratorsPerNode) return [];
  return [
    {
      severity: "warning",
      code: "other-machine",
      path: "platforms.azureml.resources.instanceType",
      message: `${row.type} has ${row.count} accelerators, and the launcher starts ${resources.acceleratorsPerNode} ranks, as \`resources.acceleratorsPerNode\` says.`,
      fix: `Set \`resources.acceleratorsPerNode: ${row.count}\`.`,
    },
  ];
}
