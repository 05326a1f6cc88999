import type { Environment } from "@switchyard/core";
import {
  environmentOfCall,
  isInside,
  noteOnNoScript,
  notesOnCall,
  scriptCallOf,
  shellCommands,
  type ScriptCall,
} from "@switchyard/core/platform";
import { startsLauncher } from "../container.ts";
import { lost, pathOf, type Context, type Piece } from "./piece.ts";
import { liftWords } from "./words.ts";

const unknownScript = "train.py";

/** The script that a job's command starts; undefined where it starts none. */
export function callOf(command: unknown): ScriptCall | undefined {
  if (typeof command !== "string" || startsLauncher(command)) return undefined;
  const call = scriptCallOf(shellCommands(command));
  return call === undefined || !isInside(call.script) ? undefined : call;
}

/** The command: the script, TrainingArguments under `args`, and the script's other arguments. */
export function liftCommand(value: unknown, context: Context): Piece {
  const text = typeof value === "string" ? value : "";
  if (startsLauncher(text)) {
    const message = `Script and arguments of this job are in its bundle, in switchyard-launch.json; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [lost("command", message, "Write the script's name and its arguments there.")],
    };
  }
  const call = callOf(value);
  if (call === undefined)
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [noteOnNoScript(text, unknownScript, pathOf("command"))],
    };
  const { args, scriptArgs, transformers, diagnostics } = liftWords(call.words, context);
  const environment: Environment = {
    ...environmentOfCall(call),
    ...(transformers === undefined ? {} : { transformers }),
  };
  return {
    spec: {
      entryPoint: call.script,
      ...(Object.keys(args).length === 0 ? {} : { args }),
      ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
    },
    environment,
    diagnostics: [...notesOnCall(call, pathOf("command")), ...diagnostics],
  };
}
