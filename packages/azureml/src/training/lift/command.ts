import type { Diagnostic, Environment } from "@switchyard/core";
import { scriptCallOf, shellCommands, type ScriptCall } from "@switchyard/core/platform";
import { startsLauncher } from "../container.ts";
import { lost, made, type Context, type Piece } from "./piece.ts";
import { liftWords } from "./words.ts";

const unknownScript = "train.py";

/** What Azure fills in before a shell sees it. */
const expression = /\$\{\{[^}]*\}\}/;

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
  const call = scriptCallOf(shellCommands(text, expression));
  if (call === undefined) {
    const message = `Found ${JSON.stringify(text.slice(0, 200))}, which starts no Python script; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [lost("command", message, "Put what it does into a script and name it in `entryPoint`.")],
    };
  }
  const { args, scriptArgs, transformers, diagnostics } = liftWords(call.words, context);
  const environment: Environment = {
    ...(call.requirements === undefined ? {} : { requirements: call.requirements }),
    ...(transformers === undefined ? {} : { transformers }),
  };
  return {
    spec: {
      entryPoint: call.script,
      ...(Object.keys(args).length === 0 ? {} : { args }),
      ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
    },
    environment,
    diagnostics: [...aboutCall(call), ...diagnostics],
  };
}

function aboutCall({ launcher, rest }: ScriptCall): Diagnostic[] {
  const started = `\`${launcher}\` is left out, with its own options: Switchyard's launcher starts one rank for each accelerator.`;
  return [
    ...(launcher === undefined ? [] : [made("command", started)]),
    ...rest.map((line) =>
      lost(
        "command",
        `\`${line.slice(0, 200)}\` is left out: a spec runs one script.`,
        "Do that in the script, or in an image of your own.",
      ),
    ),
  ];
}
