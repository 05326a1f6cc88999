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

/** The command, run by a shell in the bundle's folder once on each node. Azure fills in what stands in `${{ }}`. */
export function startCommand(inputs: readonly string[], keepsCheckpoints: boolean): string {
  const variables = [
    ...inputs.map((name) => `${inputVariable(name)}="\${{inputs.${name}}}"`),
    `${modelVariable}="\${{outputs.${modelOutput}}}"`,
    ...(keepsCheckpoints ? [`${checkpointsVariable}="\${{outputs.${checkpointsOutput}}}"`] : []),
  ];
  return `exec env ${variables.join(" ")} python3 ${launcher}`;
}

const launcher = "switchyard_launcher.py";

/** Whether a command is one of ours. */
export const startsLauncher = (command: string): boolean => command.includes(`python3 ${launcher}`);
