import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkLaunchKind } from "@switchyard/core/platform";
import { chooseMachine } from "../../resources.ts";
import { nativeProgram, startCommand, toolkitRequirements, toolkitStart } from "../container.ts";
import type { Fragment, Part } from "../fragment.ts";
import { overridesOf } from "./overrides.ts";

const inputMode = { origin: "default", body: { AlgorithmSpecification: { TrainingInputMode: "File" as const } } };

/**
 * How the container starts: our launcher on every node, or the image's own training toolkit, which starts torchrun and
 * that our program in each rank.
 */
export function containerRule(input: TranslationInput): Fragment {
  const kind = input.spec.launch?.kind ?? "spawn";
  if (kind === "native")
    return { parts: [inputMode, ...nativeParts(input)], diagnostics: [...checkNative(input), ...checkSmp(input)] };
  const command = { origin: "core:launcher", body: { AlgorithmSpecification: startCommand } };
  return { parts: [command, inputMode], diagnostics: [...checkLaunchKind(input), ...checkSmp(input)] };
}

/** What the toolkit of AWS's images reads to start torchrun: the same words as the SageMaker SDK's `torch_distributed`. */
function nativeParts(input: TranslationInput): Part[] {
  const type = machineType(input);
  const HyperParameters = {
    ...toolkitStart(nativeProgram),
    sagemaker_torch_distributed_enabled: "true",
    ...(smpParameters(input) === undefined ? {} : { sagemaker_distributed_dataparallel_enabled: "false" }),
    // The toolkit switches a machine's fast network on by its name.
    ...(type === undefined ? {} : { sagemaker_instance_type: JSON.stringify(type) }),
  };
  return [{ origin: "spec:launch.kind", body: { HyperParameters } }];
}

function machineType(input: TranslationInput): string | undefined {
  const { InstanceType, InstanceGroups } = overridesOf(input).ResourceConfig ?? {};
  if (InstanceGroups !== undefined) return undefined;
  const choice = chooseMachine(input.resources);
  return InstanceType ?? ("machine" in choice ? choice.machine.type : undefined);
}

const smpParameters = (input: TranslationInput): string | undefined =>
  overridesOf(input).HyperParameters?.["mp_parameters"];

function checkNative({ spec, resources }: TranslationInput): Diagnostic[] {
  const { image, requirements } = spec.environment ?? {};
  const diagnostics: Diagnostic[] = [];
  if (resources.accelerator === "cpu") {
    diagnostics.push({
      severity: "error",
      code: "unsupported",
      path: "launch.kind",
      message: "SageMaker's own launcher starts torchrun on GPU and Trainium machines only.",
      fix: 'Use "spawn", or name a `resources.accelerator`.',
    });
  }
  if (requirements !== undefined && requirements.replace(/^\.\//, "") !== toolkitRequirements) {
    diagnostics.push({
      severity: "error",
      code: "unsupported",
      path: "environment.requirements",
      message: `Found ${JSON.stringify(requirements)}. SageMaker's own launcher installs ${toolkitRequirements} at the top of the source folder, and no other file.`,
      fix: `Rename it to ${toolkitRequirements}, or use \`launch: { kind: "spawn" }\`.`,
    });
  }
  if (image !== undefined) diagnostics.push(uncheckedToolkit(image, "launch.kind"));
  return diagnostics;
}

/** An image that is not AWS's may lack what starts the job. */
export function uncheckedToolkit(image: string, path: string): Diagnostic {
  return {
    severity: "warning",
    code: "not-checked",
    path,
    message: `The job starts by the SageMaker training toolkit of its image; whether ${image} has it cannot be told from here.`,
    fix: "Use an image of AWS's, or one that has the package sagemaker-training.",
  };
}

function checkSmp(input: TranslationInput): Diagnostic[] {
  if (smpParameters(input) === undefined || input.spec.launch?.kind === "native") return [];
  return [
    {
      severity: "error",
      code: "unsupported",
      path: "platforms.sagemaker.HyperParameters.mp_parameters",
      message: "The model parallelism library is started by SageMaker's own launcher only.",
      fix: 'Add `launch: { kind: "native" }`.',
    },
  ];
}
