import { encodeArguments, encodeScriptArguments } from "../arguments/index.ts";
import type { ContainerPath, ResolvedResources, TrainingTranslator } from "../contract/driver.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import { tunedKinds, type TunedKind } from "./tuned-kinds.ts";

/** Names that a bundle gives to the launcher and to what it reads. A source folder cannot hold files of these names. */
export const launcherFileName = "switchyard_launcher.py";
export const launchFileName = "switchyard-launch.json";

/** What the launcher reads on each node. It refuses a key that it does not know. */
export interface LaunchFile {
  readonly launchVersion: 1;
  /** SHA-256 of the launcher that this file was made for. */
  readonly launcher: string;
  readonly platform: string;
  readonly kind: "spawn";
  readonly script: string;
  readonly argv: readonly string[];
  readonly processesPerNode: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Names of variables that the platform sets and whose values the launcher masks. */
  readonly secrets?: readonly string[];
  readonly inputs?: Readonly<Record<string, ContainerPath>>;
  /**
   * Arguments that a search chooses anew for each trial. The platform hands their values to the launcher: on its command
   * line, or in SageMaker's hyperparameters.json.
   */
  readonly tuned?: Readonly<Record<string, TunedKind>>;
  readonly requirements?: string;
  readonly output: string;
  readonly model: ContainerPath;
  readonly failureFile?: string;
  readonly graceSeconds: number;
}

/** What decides a launch file: a checked spec, where it runs, and the transformers release that it runs with. */
export interface Launch {
  readonly spec: TrainerSpec;
  readonly resources: ResolvedResources;
  readonly release: string | undefined;
  readonly translator: TrainingTranslator;
  readonly study?: Study | undefined;
}

/** The launch file for the launcher of this SHA-256. It holds no identity: the bundle's hash is part of that. */
export function launchFile({ spec, resources, release, translator, study }: Launch, launcher: string): LaunchFile {
  const { layout, platform } = translator;
  const { variables, secrets, requirements } = spec.environment ?? {};
  const inputs = Object.entries(spec.inputs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    launchVersion: 1,
    launcher,
    platform,
    kind: "spawn",
    script: spec.entryPoint,
    argv: commandLine(spec, release),
    processesPerNode: resources.acceleratorsPerNode,
    ...(variables === undefined ? {} : { environment: sortKeys(variables) }),
    ...(secrets === undefined ? {} : { secrets: Object.keys(secrets).sort() }),
    ...(inputs.length === 0
      ? {}
      : { inputs: Object.fromEntries(inputs.map(([name, uri]) => [name, layout.input(name, uri)])) }),
    ...(study === undefined ? {} : { tuned: tunedKinds(study, release) }),
    ...(requirements === undefined ? {} : { requirements }),
    output: layout.output,
    model: layout.model,
    ...(layout.failureFile === undefined ? {} : { failureFile: layout.failureFile }),
    graceSeconds: layout.graceSeconds,
  };
}

/** The script's arguments. A spec with `args` that names no `output_dir` gets the launcher's own. */
function commandLine(spec: TrainerSpec, release: string | undefined): string[] {
  const argv: string[] = [];
  if (spec.args !== undefined) {
    if (spec.args.output_dir === undefined) argv.push("--output_dir={output}");
    argv.push(...encodeArguments(spec.args, release).argv);
  }
  if (spec.scriptArgs !== undefined) argv.push(...encodeScriptArguments(spec.scriptArgs).argv);
  return argv;
}

function sortKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
