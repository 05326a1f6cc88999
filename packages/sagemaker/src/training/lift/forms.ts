import { configError, type Diagnostic } from "@switchyard/core";
import { isOwnProgram, startsLauncher } from "../container.ts";
import { isMembers, itemsOf, lost, membersOf, type Maker, type Members, type NativeJob } from "./piece.ts";

/** What stands in a request of a plan, or the document itself. */
export function bodyOf(native: unknown): unknown {
  return isMembers(native) && native["service"] === "sagemaker" && isMembers(native["body"]) ? native["body"] : native;
}

const allowed =
  "Allowed: the request of CreateTrainingJob or CreateHyperParameterTuningJob, the answer of DescribeTrainingJob or DescribeHyperParameterTuningJob, or a request of a plan, in the service's own JSON.";

/**
 * Finds out which form a native job has, and who made it.
 *
 * @throws {ConfigError} when it has none that is known.
 */
export function readForm(native: unknown): NativeJob {
  if (!isMembers(native))
    throw configError("wrong-native", "native", `Found ${native === null ? "null" : `a ${typeof native}`}. ${allowed}`);
  const body = bodyOf(native);
  if (body !== native) return readForm(body);
  if (isMembers(native["HyperParameterTuningJobConfig"])) return readSearch(native);
  if (!isTrainingJob(native))
    throw configError(
      "wrong-native",
      "native",
      `Found an object with ${Object.keys(native).slice(0, 8).join(", ") || "nothing"}. ${allowed}`,
    );
  return { job: native, maker: makerOf(native), diagnostics: [] };
}

/** Other jobs have an output and machines, too, but no algorithm and no name of a training job. */
function isTrainingJob(native: Members): boolean {
  const { AlgorithmSpecification, OutputDataConfig, TrainingJobName, TrainingJobArn, ResourceConfig } = native;
  if (isMembers(AlgorithmSpecification)) return true;
  const isNamed = typeof (TrainingJobName ?? TrainingJobArn) === "string";
  return isNamed && (isMembers(OutputDataConfig) || isMembers(ResourceConfig));
}

const ofSearch: readonly string[] = [
  "HyperParameterTuningJobConfig",
  "WarmStartConfig",
  "Autotune",
  "TrainingJobDefinition.TuningObjective",
  "TrainingJobDefinition.HyperParameterRanges",
  "TrainingJobDefinition.HyperParameterTuningResourceConfig",
];

/** The trial of a search as a training job of its own. */
function readSearch(native: Members): NativeJob {
  const definitions = [native["TrainingJobDefinition"], ...itemsOf(native["TrainingJobDefinitions"])].filter(isMembers);
  const {
    StaticHyperParameters,
    DefinitionName: _name,
    TuningObjective: _objective,
    HyperParameterRanges: _ranges,
    HyperParameterTuningResourceConfig: resources,
    ...trial
  } = definitions[0] ?? {};
  const job: Members = {
    TrainingJobName: native["HyperParameterTuningJobName"],
    ...(native["Tags"] === undefined ? {} : { Tags: native["Tags"] }),
    ...(StaticHyperParameters === undefined ? {} : { HyperParameters: StaticHyperParameters }),
    ...(resources === undefined ? {} : { ResourceConfig: machineOfSearch(membersOf(resources)) }),
    ...trial,
  };
  const found: readonly string[] = [
    ...Object.keys(native),
    ...Object.keys(definitions[0] ?? {}).map((name) => `TrainingJobDefinition.${name}`),
  ];
  const diagnostics: Diagnostic[] = ofSearch
    .filter((name) => found.includes(name))
    .map((name) =>
      lost(
        name,
        "This belongs to a search, not to a spec.",
        "Give it as a study to planTuning(), as far as one can say it.",
      ),
    );
  const hasList = !isMembers(native["TrainingJobDefinition"]);
  for (const index of definitions.keys())
    if (index > 0)
      diagnostics.push(
        lost(
          `TrainingJobDefinitions[${hasList ? index : index - 1}]`,
          `The search has ${definitions.length} kinds of trial; this spec is the first.`,
          "Lift each by itself.",
        ),
      );
  return { job, maker: makerOf(job), diagnostics };
}

/** A search may list several machines for its trials; the first is the one that is tried first. */
function machineOfSearch(resources: Members): Members {
  const { InstanceConfigs, AllocationStrategy: _strategy, ...others } = resources;
  return { ...others, ...itemsOf(InstanceConfigs)[0] };
}

function makerOf({ HyperParameters, AlgorithmSpecification, InputDataConfig }: Members): Maker {
  const { ContainerArguments } = membersOf(AlgorithmSpecification);
  const words: readonly unknown[] = Array.isArray(ContainerArguments) ? ContainerArguments : [];
  const { sagemaker_program: program } = membersOf(HyperParameters);
  const channels = itemsOf(InputDataConfig).map(({ ChannelName }) => ChannelName);
  if (words.some((word) => typeof word === "string" && startsLauncher(word))) return "switchyard";
  if (typeof program === "string") return isOwnProgram(program.replaceAll('"', "")) ? "switchyard" : "sdk2";
  return channels.includes("sm_drivers") ? "sdk3" : "other";
}
