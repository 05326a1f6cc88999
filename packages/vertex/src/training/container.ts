import type { ContainerLayout } from "@switchyard/core";
import { checkpointsVariable } from "@switchyard/core/platform";
import { isTpu } from "../resources.ts";

/** The archive's name in the store. */
export const bundleFile = "source.tar.gz";

/** Carries the path of the model's folder. Vertex AI tells it as a gs:// URI, one for each trial of a search. */
const modelVariable = "SWITCHYARD_MODEL";

const inputPrefix = "SWITCHYARD_INPUT_";

/** Prefix of variables that are Switchyard's own. */
export const ownVariable = "SWITCHYARD_";

/**
 * Where a job has its things: code and output on the node's own disk, inputs and the model in Cloud Storage, which every
 * container finds below `/gcs`. A machine that is taken away leaves its container half a minute.
 */
export const layout: ContainerLayout = {
  input: (name) => ({ environment: inputVariable(name) }),
  output: "/tmp/switchyard-output",
  model: { environment: modelVariable },
  graceSeconds: 25,
  secretManager: "gcp-secret-manager",
  // A slice of a TPU is one replica, and nothing is known of how its machines are told of each other.
  nodes: (_spec, resources) => (isTpu(resources) && resources.nodes > 1 ? undefined : resources.nodes),
  checkpoints: ({ outputs }, { spot }) =>
    spot || outputs?.checkpoints !== undefined ? { environment: checkpointsVariable } : undefined,
};

/**
 * The variable that tells an input's path. Variables hold letters, digits and underscores; a dot and a hyphen become `_2e`
 * and `_2d`, and an underscore before such letters `_5f`, so that no two names give the same variable.
 */
export function inputVariable(name: string): string {
  const plain = name.replace(/[.-]|_(?=2e|2d|5f)/g, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}`);
  return `${inputPrefix}${plain}`;
}

/** The input that a variable is for; undefined when it is for none. */
export function inputOfVariable(variable: string): string | undefined {
  if (!variable.startsWith(inputPrefix)) return undefined;
  return variable
    .slice(inputPrefix.length)
    .replace(/_(2e|2d|5f)/g, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/** Google replaces `$(NAME)` in a variable's value by another variable; two dollar signs keep it. */
export function literal(value: string): string {
  return value.replaceAll("$(", "$$$$(");
}

/** The reverse of `literal`. */
export function plain(value: string): string {
  return value.replaceAll("$$(", "$(");
}

const launcher = "switchyard_launcher.py";

const code = "/tmp/switchyard";

/**
 * Unpacks the archive, whose path is the first argument, and starts the launcher. A search appends the values of a trial
 * to the arguments, and they go on to the launcher. Nothing in it looks like `$(NAME)`.
 */
const script = [
  `mkdir -p ${code}`,
  `tar -xzf "$1" -C ${code}`,
  `cd ${code}`,
  "shift",
  `export ${modelVariable}="/gcs/\${AIP_MODEL_DIR#gs://}"`,
  `exec python3 ${launcher} "$@"`,
].join(" && ");

/** What every container runs, once on each node; its arguments are the archive's path and what a search appends. */
export const startCommand: readonly string[] = ["sh", "-c", script, "switchyard"];

/** Whether a container's command is one of ours. */
export function startsLauncher(command: readonly unknown[]): boolean {
  return String(command[2]).endsWith(`exec python3 ${launcher} "$@"`);
}
