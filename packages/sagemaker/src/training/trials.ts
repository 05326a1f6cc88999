import { nearest, type Diagnostic, type TuningInput } from "@switchyard/core";
import { isMembers } from "@switchyard/core/platform";
import type { CreateTrainingJobRequest, HyperParameterTrainingJobDefinition } from "@aws-sdk/client-sagemaker";
import schema from "../../schema.data.json" with { type: "json" };
import type { Draft } from "./draft.ts";
import { uncheckedToolkit } from "./rules/container.ts";

const membersOf = (shape: string): readonly string[] => Object.keys(schema.shapes[shape]?.members ?? {});

const ofJob = membersOf("CreateTrainingJobRequest");
const ofJobsAlgorithm = membersOf("AlgorithmSpecification");
const ofTrial = membersOf("HyperParameterTrainingJobDefinition");
const ofAlgorithm = membersOf("HyperParameterAlgorithmSpecification");

/** Members that stand elsewhere in a search, or that it has by itself. */
const elsewhere: readonly string[] = ["TrainingJobName", "Tags", "HyperParameters"];

const only = (value: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));

/** Checkpoints that a spot job keeps for itself: trials would find those of each other. */
const isShared = ({ origins }: Draft): boolean => origins["/CheckpointConfig/S3Uri"] === "spec:resources.spot";

/** A training job's members as those of every trial of a search. */
export function trialOf(job: Draft): HyperParameterTrainingJobDefinition {
  const { HyperParameters, AlgorithmSpecification = {}, CheckpointConfig, ...others } = job.body;
  return {
    ...(only(others, ofTrial) as Pick<CreateTrainingJobRequest, "RoleArn" | "OutputDataConfig" | "StoppingCondition">),
    // What is no object is reported by the check of the request.
    AlgorithmSpecification: isMembers(AlgorithmSpecification)
      ? only(AlgorithmSpecification, ofAlgorithm)
      : AlgorithmSpecification,
    ...(HyperParameters === undefined ? {} : { StaticHyperParameters: HyperParameters }),
    ...(CheckpointConfig === undefined || isShared(job) ? {} : { CheckpointConfig }),
  } as HyperParameterTrainingJobDefinition;
}

/** What the rules told of a training job, as far as it is true of a trial, and what trials cannot carry. */
export function checkTrials(job: Draft, input: TuningInput): Diagnostic[] {
  const { image } = input.spec.environment ?? {};
  return [
    ...job.diagnostics.map((told) => (told.code === "spot-restart" && isShared(job) ? restart(told) : told)),
    ...(image === undefined || input.spec.launch?.kind === "native"
      ? []
      : [uncheckedToolkit(image, "environment.image")]),
    ...membersWithoutPlace(job).map(noPlace),
    ...strayParameters(job, input).map(stray),
  ];
}

function restart(told: Diagnostic): Diagnostic {
  const message =
    "A trial that loses its spot machines is started again from the beginning: its checkpoints are not kept, since trials would find those of each other.";
  return { ...told, message, fix: "Use it for short trials, or leave `resources.spot` out." };
}

/** Overridden members for which a search has no place. What a plan sets by itself may be missing without a loss. */
function membersWithoutPlace({ origins }: Draft): string[] {
  const overridden = Object.entries(origins).filter(([, origin]) => origin.startsWith("spec:platforms.sagemaker"));
  const members = overridden.flatMap(([pointer]) => {
    const [, name = "", inner = ""] = pointer.split("/");
    if (name === "AlgorithmSpecification")
      return inner === "" || ofAlgorithm.includes(inner) ? [] : [`${name}.${inner}`];
    return ofTrial.includes(name) || elsewhere.includes(name) ? [] : [name];
  });
  return [...new Set(members)];
}

function noPlace(member: string): Diagnostic {
  const [name = "", inner] = member.split(".");
  const [known, word] = inner === undefined ? [ofJob, name] : [ofJobsAlgorithm, inner];
  if (!known.includes(word)) return unknownMember(member, word, known);
  return {
    severity: "error",
    code: "unsupported",
    path: `platforms.sagemaker.${member}`,
    message: "The trials of a search cannot have this: SageMaker's CreateHyperParameterTuningJob has no such member.",
    fix: "Leave it out of specs that are searched.",
  };
}

function unknownMember(member: string, word: string, known: readonly string[]): Diagnostic {
  const near = nearest(word, known);
  return {
    severity: "error",
    code: "native-unknown",
    path: `platforms.sagemaker.${member}`,
    message: "SageMaker's model has no such member.",
    fix: near === undefined ? `Known members: ${known.join(", ")}.` : `Did you mean \`${near}\`?`,
  };
}

/** Hyperparameters of the user's own would reach the launcher as arguments, and it refuses what it does not know. */
function strayParameters({ body }: Draft, { spec }: TuningInput): string[] {
  if (spec.launch?.kind === "native") return [];
  return Object.keys(body.HyperParameters ?? {}).filter((name) => !name.startsWith("sagemaker_"));
}

function stray(name: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: `platforms.sagemaker.HyperParameters.${name}`,
    message:
      "The training toolkit of the image would hand this to Switchyard's launcher as an argument, which it has not.",
    fix: "Give it as `args` or `scriptArgs`.",
  };
}
