import type { Diagnostic } from "@switchyard/core";
import { isInside, parseWords, scriptCallOf, shellCommands, type ScriptCall } from "@switchyard/core/platform";
import { lost, made, type Context, type Piece } from "./piece.ts";
import { liftArguments, piecesOfArguments } from "./arguments.ts";

const path = "AlgorithmSpecification.ContainerEntrypoint";

/** What a spec says where a native job does not name its script. */
export const unknownScript = "train.py";

/** A command that somebody wrote: the script, and its arguments. Those of tools are read where they keep theirs. */
export function liftCommand([entry, given]: readonly unknown[], context: Context): Piece {
  const words = [...textsOf(entry), ...textsOf(given)];
  if (words.length === 0) return {};
  if (context.maker === "switchyard")
    return {
      diagnostics: [
        lost(
          path,
          `Script and arguments of this job are in its bundle, in switchyard-launch.json; the spec says ${unknownScript}.`,
          "Write the script's name and its arguments there.",
        ),
      ],
    };
  if (context.maker === "sdk3")
    return {
      diagnostics: [
        lost(
          path,
          `The script of this job is named in the channel sm_drivers; the spec says ${unknownScript}.`,
          "Write the script's name to `entryPoint`.",
        ),
      ],
    };
  const commands = isShell(words) ? shellCommands(words.slice(2).join(" ")) : [words];
  const call = scriptCallOf(
    commands.filter(([program]) => program !== "cd"),
    codeFolder,
  );
  return call === undefined || !isInside(call.script) ? noScript(words) : liftCall(call, context);
}

/** Folders in which a container has its code. */
const codeFolder = /^(?:\/opt\/ml\/(?:code|input\/data\/[^/]+)\/|\.\/)/;

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((word): word is string => typeof word === "string") : [];

const isShell = ([program = "", flag = ""]: readonly string[]): boolean =>
  /(^|\/)(ba|da|z)?sh$/.test(program) && /^-[a-z]*c$/.test(flag);

function noScript(words: readonly string[]): Piece {
  const found = JSON.stringify(words.join(" ").slice(0, 200));
  const message = `Found ${found}, which starts no Python script; the spec says ${unknownScript}.`;
  return { diagnostics: [lost(path, message, "Put what it does into a script and name it in `entryPoint`.")] };
}

function liftCall(call: ScriptCall, context: Context): Piece {
  const { named, loose } = parseWords(call.words);
  const lifted = piecesOfArguments(liftArguments(named, context, path));
  const stray = loose.map((word) =>
    lost(
      path,
      `${JSON.stringify(word)} follows no --name, and a spec passes arguments by name only.`,
      "Give the script a named argument for it.",
    ),
  );
  return {
    spec: { entryPoint: call.script, ...lifted.spec },
    environment: {
      ...lifted.environment,
      ...(call.requirements === undefined ? {} : { requirements: call.requirements }),
    },
    diagnostics: [...aboutCall(call), ...stray, ...(lifted.diagnostics ?? [])],
  };
}

function aboutCall({ launcher, rest }: ScriptCall): Diagnostic[] {
  const started = `\`${launcher}\` is left out, with its own options: Switchyard's launcher starts one rank for each accelerator.`;
  return [
    ...(launcher === undefined ? [] : [made(path, started)]),
    ...rest.map((line) =>
      lost(
        path,
        `\`${line.slice(0, 200)}\` is left out: a spec runs one script.`,
        "Do that in the script, or in an image of your own.",
      ),
    ),
  ];
}
