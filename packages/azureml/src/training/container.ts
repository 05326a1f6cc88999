import type { ContainerLayout } from "@switchyard/core";
import { checkpointsVariable } from "@switchyard/core/platform";

/** Carries the path of the job's output, which Azure tells when the job runs. */
const modelVariable = "SWITCHYARD_MODEL";

/** The output of the job that holds the model. */
export const modelOutput = "model";

/** The output of the job that holds its checkpoints. */
export const checkpointsOutput = "checkpoints";

const inputVariable = (name: string): string => `SWITCHYARD_INPUT_${name}`;

/**
 * Where a job has its things. Azure puts the code asset into the working directory, on the node's own disk; it tells the
 * paths of inputs and outputs only in the command, from where they reach the launcher as variables.
 */
export const layout: ContainerLayout = {
  input: (name) => ({ environment: inputVariable(name) }),
  output: "switchyard-output",
  model: { environment: modelVariable },
  graceSeconds: 25,
  secretManager: "azure-key-vault",
  checkpoints: ({ outputs }, { spot }) =>
    spot || outputs?.checkpoints !== undefined ? { environment: checkpointsVariable } : undefined,
};

/** What may follow `inputs.` in a command. */
export const inputName = /^[A-Za-z_]\w{0,254}$/;

/** What the launcher reads of the cluster: Azure's PyTorch distribution sets these three on every node. */
const topology = (nodes: number): string =>
  String.raw`"{\"nodes\":${nodes},\"rank\":$NODE_RANK,\"address\":\"$MASTER_ADDR\",\"port\":$MASTER_PORT}"`;

/** The command, run by a shell in the bundle's folder once on each node. Azure fills in what stands in `${{ }}`. */
export function startCommand(inputs: readonly string[], nodes: number, keepsCheckpoints: boolean): string {
  const variables = [
    ...(nodes > 1 ? [`SWITCHYARD_TOPOLOGY=${topology(nodes)}`] : []),
    ...inputs.map((name) => `${inputVariable(name)}="\${{inputs.${name}}}"`),
    `${modelVariable}="\${{outputs.${modelOutput}}}"`,
    ...(keepsCheckpoints ? [`${checkpointsVariable}="\${{outputs.${checkpointsOutput}}}"`] : []),
  ];
  return `exec env ${variables.join(" ")} python3 ${launcher}`;
}

const launcher = "switchyard_launcher.py";

/** Whether a command is one of ours. */
export const startsLauncher = (command: string): boolean => command.includes(`python3 ${launcher}`);
