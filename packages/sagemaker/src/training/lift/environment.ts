import type { Environment } from "@switchyard/core";
import { checkpointBase, checkpointsVariable, isSecretName, madeCheckpointPlace } from "@switchyard/core/platform";
import { keptOf, lost, membersOf, type Context, type Piece } from "./piece.ts";

/** What a spec may name a variable. */
const variableName = /^(?!SWITCHYARD_)[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Variables. What is or looks like a secret becomes one, and its value is left behind. The rest is portable, but for
 * jobs of ours, whose plain variables are in the bundle: theirs were native.
 */
export function liftEnvironment(value: unknown, { maker }: Context): Piece {
  const { [checkpointsVariable]: place, ...others } = membersOf(value);
  const checkpoints = maker === "switchyard" ? checkpointBase(String(place)) : undefined;
  const entries = Object.entries(checkpoints === undefined ? membersOf(value) : others);
  const isSecret = ([name, inner]: [string, unknown]): boolean => typeof inner !== "string" || isSecretName(name);
  const secrets = entries.filter((entry) => isSecret(entry) && variableName.test(entry[0]));
  const plain = entries.filter((entry) => !isSecret(entry));
  const native = maker === "switchyard" ? plain : plain.filter(([name]) => !variableName.test(name));
  const variables = plain.filter((entry) => !native.includes(entry)) as [string, string][];
  const environment: Environment = {
    ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables) }),
    ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets.map(([name]) => [name, { env: name }])) }),
  };
  const left = keptOf("Environment", Object.fromEntries(native));
  return {
    ...left,
    ...(checkpoints === undefined ? {} : { spec: { outputs: { checkpoints } } }),
    environment,
    diagnostics: [
      ...left.diagnostics,
      ...(checkpoints === undefined ? [] : [madeCheckpointPlace(`Environment.${checkpointsVariable}`)]),
      ...secrets.map(([name]) => leftBehind(name)),
    ],
  };
}

const leftBehind = (name: string): ReturnType<typeof lost> =>
  lost(
    `Environment.${name}`,
    `The value of ${name} was left behind: a spec holds no secrets.`,
    `Set ${name} in the process that calls fit(), or name another variable in \`environment.secrets.${name}.env\`.`,
  );
