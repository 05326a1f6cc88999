import { isPlaceholder, type Environment } from "@switchyard/core";
import { checkpointBase, checkpointsVariable, isSecretName, madeCheckpointPlace } from "@switchyard/core/platform";
import { uriOfMount } from "../../mount.ts";
import { inputOfVariable, ownVariable, plain } from "../container.ts";
import { kept, listOf, lost, made, membersOf, nested, type Piece } from "./piece.ts";

/** A name that a spec takes. */
const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `$(NAME)`, which Google replaces; after a third dollar sign it does not. */
const expanded = /(?:^|[^$])(?:\$\$)*\$\([A-Za-z_]/;

/**
 * A container's variables: inputs of a plan, secrets, whose values are left behind, and the others. What Google fills in
 * stays native.
 */
export function liftVariables(value: unknown, at: string): Piece {
  const inputs: Record<string, string> = {};
  const secrets: Record<string, { readonly env: string }> = {};
  const variables: Record<string, string> = {};
  const native: object[] = [];
  let checkpoints: string | undefined;
  const diagnostics: NonNullable<Piece["diagnostics"]>[number][] = [];
  for (const variable of listOf(value)) {
    const { name: given, value: text, ...others } = membersOf(variable);
    const name = String(given);
    for (const other of Object.keys(others))
      diagnostics.push(lost(`${at}.env.${name}.${other}`, "Google's definition of a variable has no such member."));
    const input = inputOfVariable(name);
    const uri = typeof text === "string" ? uriOfMount(plain(text)) : undefined;
    if (input !== undefined && uri !== undefined) inputs[input] = uri;
    else if (name === checkpointsVariable && typeof text === "string") {
      checkpoints = checkpointBase(uriOfMount(plain(text)) ?? plain(text));
      diagnostics.push(madeCheckpointPlace(`${at}.env.${name}`));
    } else if (name.startsWith(ownVariable)) diagnostics.push(made(`${at}.env.${name}`, "A plan sets this by itself."));
    else if (typeof text !== "string" || isSecretName(name)) {
      secrets[name] = { env: name };
      if (!isPlaceholder(text)) diagnostics.push(leftBehind(name, at));
    } else if (expanded.test(text) || !plainName.test(name)) {
      native.push({ name, value: text });
      diagnostics.push(kept(`${at}.env.${name}`));
    } else variables[name] = plain(text);
  }
  const environment: Environment = {
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
  };
  return {
    environment,
    spec: {
      ...(Object.keys(inputs).length === 0 ? {} : { inputs }),
      ...(checkpoints === undefined ? {} : { outputs: { checkpoints } }),
    },
    ...(native.length === 0 ? {} : { native: nested("containerSpec", { env: native }) }),
    diagnostics,
  };
}

function leftBehind(name: string, at: string): ReturnType<typeof lost> {
  return lost(
    `${at}.env.${name}`,
    `The value of ${name} was left behind: a spec holds no secrets.`,
    `Set ${name} in the process that calls fit(), or name another variable in \`environment.secrets.${name}.env\`.`,
  );
}
