import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { findMachine } from "../resources.ts";

const path = "platforms.sagemaker.ResourceConfig.InstanceGroups";

const warning = (code: string, message: string, fix: string): Diagnostic => ({
  severity: "warning",
  code,
  path,
  message,
  fix,
});

/** What instance groups mean: they take the place of the one kind of machine that `resources` asks for. */
export function checkGroups(
  { ResourceConfig, EnableManagedSpotTraining }: CreateTrainingJobRequest,
  { resources }: TranslationInput,
): Diagnostic[] {
  const groups = ResourceConfig?.InstanceGroups ?? [];
  if (groups.length === 0) return [];
  const diagnostics = [
    warning(
      "instance-groups",
      "Each group is a cluster of its own to Switchyard's launcher: its nodes meet each other, and not those of another group.",
      "Let the script find the other groups in /opt/ml/input/config/resourceconfig.json.",
    ),
  ];
  const isUnlike = ({ InstanceType }: (typeof groups)[number]): boolean => {
    const row = findMachine(InstanceType);
    if (row === undefined) return false;
    return row.count === 0 ? resources.accelerator !== "cpu" : row.count !== resources.acceleratorsPerNode;
  };
  if (groups.some(isUnlike))
    diagnostics.push(
      warning(
        "other-machine",
        `The launcher starts ${resources.acceleratorsPerNode} ranks on every node, as \`resources.acceleratorsPerNode\` says, and not every group has machines with as many accelerators.`,
        "Set `resources.acceleratorsPerNode` to what the machines that train have.",
      ),
    );
  if (EnableManagedSpotTraining === true || (ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) > 0)
    diagnostics.push(
      warning(
        "doubtful-pair",
        "SageMaker's guide names neither spot training nor warm pools for jobs with instance groups.",
        "Leave them out, unless you know that your account may.",
      ),
    );
  return diagnostics;
}
