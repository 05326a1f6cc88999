import { carryArguments, type CarriedArguments } from "../arguments/index.ts";
import type { ContainerLayout, ContainerPath, ResolvedResources, TrainingTranslator } from "../contract/driver.ts";
import type { SecretSource, TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import { accelerators } from "../spec/accelerators.data.ts";
import { secretReference, type SecretReference } from "./secret-references.ts";
import { tunedKinds, type TunedKind } from "./tuned-kinds.ts";

/** Names that a bundle gives to the launcher and to what it reads. A source folder cannot hold files of these names. */
export const launcherFileName = "switchyard_launcher.py";
export const launchFileName = "switchyard-launch.json";
export const argumentsFileName = "switchyard-arguments.json";

/** What the launcher reads on each node. It refuses a key that it does not know. */
export interface LaunchFile {
  readonly launchVersion: 1;
  /** SHA-256 of the launcher that this file was made for. */
  readonly launcher: string;
  readonly platform: string;
  /** Who starts the ranks: the launcher, an agent that it starts, or someone who has started it as one of them. */
  readonly kind: "spawn" | "torchrun" | "accelerate" | "deepspeed" | "inherit";
  readonly script: string;
  /** The script's command line, unless `arguments` is there. */
  readonly argv?: readonly string[];
  /** A JSON file in the bundle. The launcher fills its placeholders and passes its path as the script's only argument. */
  readonly arguments?: string;
  /** How many nodes there must be. Absent where somebody else starts the ranks, and where only the platform knows. */
  readonly nodes?: number;
  readonly processesPerNode: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables of the script whose values the launcher finds when it starts, and masks. */
  readonly secrets?: Readonly<Record<string, SecretReference>>;
  readonly inputs?: Readonly<Record<string, ContainerPath>>;
  /**
   * Arguments that a search chooses anew for each trial. The platform hands their values to the launcher: on its command
   * line, or in SageMaker's hyperparameters.json.
   */
  readonly tuned?: Readonly<Record<string, TunedKind>>;
  readonly requirements?: string;
  /** The transformers release, such as `5.23` or `5.3.0`, that is installed where another is. */
  readonly transformers?: string;
  readonly output: string;
  readonly model: ContainerPath;
  readonly failureFile?: string;
  readonly graceSeconds: number;
  /** Where finished checkpoints are kept. */
  readonly checkpoints?: ContainerPath;
  readonly resume?: "none";
}

/** What decides a launch file: a checked spec, where it runs, and the transformers release that it runs with. */
export interface Launch {
  readonly spec: TrainerSpec;
  readonly resources: ResolvedResources;
  readonly release: string | undefined;
  /** The release that the launcher makes sure of. */
  readonly ensured?: string | undefined;
  readonly translator: TrainingTranslator;
  readonly study?: Study | undefined;
}

/** A text file of Switchyard's own in the bundle. */
export interface LaunchText {
  readonly path: string;
  readonly text: string;
}

/** What the launcher of this SHA-256 reads. It holds no identity: the bundle's hash is part of that. */
export function launchTexts(launch: Launch, launcher: string): LaunchText[] {
  const carried = carryScriptArguments(launch);
  const isFile = "json" in carried;
  const file = launchFile(launch, launcher, isFile ? { arguments: argumentsFileName } : { argv: carried.argv });
  const text = { path: launchFileName, text: `${JSON.stringify(file, undefined, 1)}\n` };
  return isFile ? [{ path: argumentsFileName, text: carried.json }, text] : [text];
}

/** The script's arguments. A spec with `args` that names no `output_dir` gets the launcher's own. */
function carryScriptArguments({ spec: { args, scriptArgs, launch }, release }: Launch): CarriedArguments {
  const own = args?.output_dir === undefined ? args && { ...args, output_dir: "{output}" } : args;
  return carryArguments({ args: own, scriptArgs }, release, launch?.arguments);
}

function launchFile(
  { spec, resources, release, ensured, translator, study }: Launch,
  launcher: string,
  channel: Pick<LaunchFile, "argv" | "arguments">,
): LaunchFile {
  const { layout, platform } = translator;
  const { variables, secrets, requirements } = spec.environment ?? {};
  // The trials of a search would go on from each other's checkpoints.
  const checkpoints = study === undefined ? layout.checkpoints?.(spec, resources) : undefined;
  const kind = kindOf(spec, layout);
  const nodes = kind === "inherit" ? undefined : nodesOf(spec, resources, layout);
  const inputs = Object.entries(spec.inputs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    launchVersion: 1,
    launcher,
    platform,
    kind,
    script: spec.entryPoint,
    ...channel,
    ...(nodes === undefined ? {} : { nodes }),
    // torch_xla opens all chips of a machine in one process.
    processesPerNode: accelerators[resources.accelerator].kind === "tpu" ? 1 : resources.acceleratorsPerNode,
    ...(variables === undefined ? {} : { environment: sortKeys(variables) }),
    ...(secrets === undefined ? {} : { secrets: references(secrets, layout) }),
    ...(inputs.length === 0
      ? {}
      : { inputs: Object.fromEntries(inputs.map(([name, uri]) => [name, layout.input(name, uri)])) }),
    ...(study === undefined ? {} : { tuned: tunedKinds(study, release) }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(ensured === undefined ? {} : { transformers: ensured }),
    output: layout.output,
    model: layout.model,
    ...(layout.failureFile === undefined ? {} : { failureFile: layout.failureFile }),
    graceSeconds: layout.graceSeconds,
    ...(checkpoints === undefined ? {} : { checkpoints }),
    ...(spec.launch?.resume === "none" ? { resume: "none" } : {}),
  };
}

function kindOf({ launch }: TrainerSpec, { startsRanks }: ContainerLayout): LaunchFile["kind"] {
  return startsRanks === true || launch?.kind === "native" ? "inherit" : (launch?.kind ?? "spawn");
}

function nodesOf(spec: TrainerSpec, resources: ResolvedResources, layout: ContainerLayout): number | undefined {
  return layout.nodes === undefined ? resources.nodes : layout.nodes(spec, resources);
}

function references(
  secrets: Readonly<Record<string, SecretSource>>,
  layout: ContainerLayout,
): Record<string, SecretReference> {
  const sorted = Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, source]) => [name, secretReference(name, source, layout)]));
}

function sortKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
