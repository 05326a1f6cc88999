import type { Diagnostic, JsonValue } from "@switchyard/core";
import { isTrainingArgument, readArgument, takes } from "../argument-types.ts";
import { startsLauncher } from "../container.ts";
import { parseWords, scriptCallOf, type ScriptCall } from "./command-line.ts";
import { lost, made, membersOf, type Context, type Piece } from "./piece.ts";

const unknownScript = "train.py";

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
  const call = scriptCallOf(text);
  if (call === undefined) {
    const message = `Found ${JSON.stringify(text.slice(0, 200))}, which starts no Python script; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [lost("command", message, "Put what it does into a script and name it in `entryPoint`.")],
    };
  }
  const { args, scriptArgs, diagnostics } = liftWords(call.words, context);
  return {
    spec: {
      entryPoint: call.script,
      ...(Object.keys(args).length === 0 ? {} : { args }),
      ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
    },
    ...(call.requirements === undefined ? {} : { environment: { requirements: call.requirements } }),
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

interface LiftedWords {
  readonly args: Record<string, JsonValue>;
  readonly scriptArgs: Record<string, JsonValue>;
  readonly diagnostics: readonly Diagnostic[];
}

function liftWords(words: readonly string[], context: Context): LiftedWords {
  const { named, loose } = parseWords(words);
  const args: Record<string, JsonValue> = {};
  const scriptArgs: Record<string, JsonValue> = {};
  const diagnostics: Diagnostic[] = loose.map((word) =>
    lost(
      "command",
      `${JSON.stringify(word)} follows no --name, and a spec passes arguments by name only.`,
      "Give the script a named argument for it.",
    ),
  );
  for (const [name, raw] of named) {
    if (raw.some((text) => text.includes("${{search_space."))) {
      diagnostics.push(made("command", `\`${name}\` varies by trial; name it in the space of a study.`));
      continue;
    }
    const spelled = name.replaceAll("-", "_");
    const values = raw.map((text) => filled(text, spelled, context));
    if (!isTrainingArgument(spelled, undefined)) {
      scriptArgs[name] = scriptValue(values);
      continue;
    }
    const value = argumentValue(spelled, values);
    if (takes(spelled, value, undefined)) args[spelled] = value;
    else
      diagnostics.push(
        lost(
          "command",
          `\`${name}\` is one of the TrainingArguments and does not take ${JSON.stringify(value)}.`,
          `Write a value that fits into \`args.${spelled}\`.`,
        ),
      );
  }
  return { args, scriptArgs, diagnostics };
}

function argumentValue(name: string, values: readonly string[]): JsonValue {
  if (values.length === 0) return true;
  const [first = ""] = values;
  return (
    values.length === 1 ? readArgument(name, first, undefined) : readArgument(name, JSON.stringify(values), undefined)
  ) as JsonValue;
}

/** Numbers as numbers where they are written the same again; words stay words, since a bare name says true already. */
function scriptValue(values: readonly string[]): JsonValue {
  if (values.length === 0) return true;
  const read = values.map((text) =>
    text !== "" && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text,
  );
  return read.length === 1 ? (read[0] ?? "") : read;
}

/** Azure's `${{ }}` as placeholders of a spec, and literal inputs as what they say. */
function filled(text: string, name: string, { job }: Context): string {
  return text
    .replace(/\$\{\{\s*inputs\.([^}\s]+)\s*\}\}/g, (_all, input: string) => {
      const { jobInputType, value } = membersOf(membersOf(job["inputs"])[input]);
      return jobInputType === "literal" ? String(value) : `{input:${input}}`;
    })
    .replace(/\$\{\{\s*outputs\.[^}]+\}\}/g, name === "output_dir" ? "{output}" : "{model}");
}
