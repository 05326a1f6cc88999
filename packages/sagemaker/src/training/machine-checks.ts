import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { MachineRow } from "../machines.data.ts";
import { findMachine } from "../resources.ts";
import { checkGroups } from "./group-checks.ts";

/** What only the final machine can tell, an overridden one included. */
export function checkMachine(body: CreateTrainingJobRequest, input: TranslationInput): Diagnostic[] {
  const row = findMachine(body.ResourceConfig?.InstanceType);
  return row === undefined ? checkGroups(body, input) : [...checkGroups(body, input), ...checkRow(row, input)];
}

function checkRow(row: MachineRow, { resources, spec }: TranslationInput): Diagnostic[] {
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
  if (row.cores !== undefined && spec.launch?.kind !== "native") {
    diagnostics.push({
      severity: "warning",
      code: "idle-cores",
      path: "launch.kind",
      message: `Each Trainium chip of ${row.type} has ${row.cores} NeuronCores, and Switchyard's launcher starts one rank for each chip.`,
      fix: 'Use `launch: { kind: "native" }`, which starts one rank for each core.',
    });
  }
  return diagnostics;
}
