import type { Environment } from "@switchyard/core";
import { checkpointBase, checkpointsVariable, isSecretName } from "@switchyard/core/platform";
import { curatedEnvironmentId, imageOfEnvironment } from "../../images.ts";
import { workspaceId } from "../../uri.ts";
import { lost, madeCheckpointPlace, membersOf, textOf, type Context, type Piece } from "./piece.ts";

/** The environment: nothing to say for the one that a plan takes by itself, an image for one that a plan registered. */
export function liftEnvironment(value: unknown, { settings }: Context): Piece {
  const text = textOf(value);
  if (text === undefined || text === curatedEnvironmentId()) return {};
  const own = typeof value === "string" ? workspaceId(settings) : "";
  const [, name = "", version] = /\/environments\/([^/]+)\/versions\/([^/]+)$/.exec(text) ?? [];
  const image = imageOfEnvironment(name);
  if (image !== undefined) return { environment: { image } };
  const isOwn =
    own !== undefined && version !== undefined && text === `${own}/environments/${name}/versions/${version}`;
  return { environment: { image: isOwn ? `azureml:${name}:${version}` : text } };
}

/** Variables; what is or looks like a secret becomes one, and its value is left behind. */
export function liftVariables(value: unknown): Piece {
  const { [checkpointsVariable]: place, ...others } = membersOf(value);
  const checkpoints = checkpointBase(String(place));
  const entries = Object.entries(checkpoints === undefined ? membersOf(value) : others);
  const isSecret = ([name, inner]: [string, unknown]): boolean => typeof inner !== "string" || isSecretName(name);
  const secrets = entries.filter(isSecret);
  const plain = entries.filter((entry) => !isSecret(entry));
  const environment: Environment = {
    ...(plain.length === 0 ? {} : { variables: Object.fromEntries(plain) as Record<string, string> }),
    ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets.map(([name]) => [name, { env: name }])) }),
  };
  return {
    ...(checkpoints === undefined ? {} : { spec: { outputs: { checkpoints } } }),
    environment,
    diagnostics: [
      ...(checkpoints === undefined ? [] : [madeCheckpointPlace(`environmentVariables.${checkpointsVariable}`)]),
      ...secrets.map(([name]) =>
        lost(
          `environmentVariables.${name}`,
          `The value of ${name} was left behind: a spec holds no secrets.`,
          `Set ${name} in the process that calls fit(), or name another variable in \`environment.secrets.${name}.env\`.`,
        ),
      ),
    ],
  };
}
