import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { SageMakerTraining } from "../../native-types.ts";
import { bundleChannel } from "../container.ts";
import type { Fragment } from "../fragment.ts";

/** `platforms.sagemaker`, merged over the body in the end. Part of the spec that is plain data by now. */
export function overridesOf({ spec }: TranslationInput): SageMakerTraining {
  return spec.platforms?.sagemaker ?? {};
}

/** Refuses the members on which Switchyard's promises stand: one job per fit, and a script that starts. */
export function overridesRule(input: TranslationInput): Fragment {
  const override = overridesOf(input);
  const { HyperParameters } = override;
  const { ContainerEntrypoint, ContainerArguments } = override.AlgorithmSpecification ?? {};
  const found: Readonly<Record<string, boolean>> = {
    TrainingJobName: override.TrainingJobName !== undefined,
    "AlgorithmSpecification.ContainerEntrypoint": ContainerEntrypoint !== undefined,
    "AlgorithmSpecification.ContainerArguments": ContainerArguments !== undefined,
    ...Object.fromEntries(
      startParameters.map((name) => [`HyperParameters.${name}`, HyperParameters?.[name] !== undefined]),
    ),
    ...flags("InputDataConfig", override.InputDataConfig, (item) => item.ChannelName === bundleChannel),
    ...flags("Tags", override.Tags, (item) => String(item.Key).startsWith("switchyard-")),
  };
  return {
    diagnostics: Object.keys(found)
      .filter((path) => found[path])
      .map(refuse),
  };
}

/** What the training toolkit of the image starts, and from where. */
const startParameters: readonly string[] = ["sagemaker_program", "sagemaker_submit_directory"];

function flags<Item extends object>(
  name: string,
  items: readonly Item[] | undefined,
  test: (item: Item) => boolean,
): Record<string, boolean> {
  const list: readonly (Item | null)[] = Array.isArray(items) ? items : [];
  return Object.fromEntries(list.map((item, index) => [`${name}[${index}]`, item !== null && test(item)]));
}

const reasons: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  TrainingJobName: [
    "The job's name is how a repeated fit() finds the job that exists.",
    "Change `name`, which begins it.",
  ],
  HyperParameters: [
    "It says what the image's training toolkit starts, which must be Switchyard's own.",
    "Put what should run into the script at `entryPoint`.",
  ],
  AlgorithmSpecification: [
    "The container must start Switchyard's launcher.",
    "Put what should run into the script at `entryPoint`.",
  ],
  InputDataConfig: [`The channel "${bundleChannel}" carries the bundle.`, "Give your channel another name."],
  Tags: ["Tags that begin with `switchyard-` are the job's identity.", "Give your tag another key."],
};

function refuse(member: string): Diagnostic {
  const [why, fix] = reasons[/^\w+/.exec(member)?.[0] ?? ""] ?? ["", ""];
  return {
    severity: "error",
    code: "reserved-member",
    path: `platforms.sagemaker.${member}`,
    message: `This cannot be overridden. ${why}`,
    fix,
  };
}
