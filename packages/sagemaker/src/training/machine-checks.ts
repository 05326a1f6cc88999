import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { findMachine } from "../resources.ts";

/** What only the final machine can tell, an overridden one included. */
export function checkMachine(body: CreateTrainingJobRequest, { resources }: TranslationInput): Diagnostic[] {
  const row = findMachine(body.ResourceConfig?.InstanceType);
  if (row === undefined) return [];
  const diagnostics: Diagnostic[] = [];
  if (row.nvme && resources.diskGigabytes !== undefined) {
    diagnostics.push({
      severity: "warning",
      code: "ignored-disk",
      path: "resources.disk",
      message: `${row.type} has its own NVMe disks of a fixed size, and SageMaker ignores the ${resources.diskGigabytes} GB.`,
      fix: "Leave `resources.disk` out.",
    });
  }
  if (row.count !== 0 && resources.accelerator !== "cpu" && row.count !== resources.acceleratorsPerNode) {
    diagnostics.push({
      severity: "warning",
      code: "other-machine",
      path: "platforms.sagemaker.ResourceConfig.InstanceType",
      message: `${row.type} has ${row.count} accelerators, and the launcher starts ${resources.acceleratorsPerNode} ranks, as \`resources.acceleratorsPerNode\` says.`,
      fix: `Set \`resources.acceleratorsPerNode: ${row.count}\`.`,
    });
  }
  return diagnostics;
}
