import type { Diagnostic, JsonValue, TrainerSpec } from "@switchyard/core";
import {
  argumentValue,
  isTrainingArgument,
  majorFor,
  misfitOf,
  olderRelease,
  readArgument,
  scriptValue,
  spelling,
} from "@switchyard/core/platform";
import { layout } from "../container.ts";
import { inputNames } from "./data.ts";
import { releaseOf } from "./image.ts";
import { lost, made, type Context, type Piece } from "./piece.ts";

/** A script's arguments, sorted into those of the Trainer and its own. */
export interface LiftedArguments {
  readonly args: Readonly<Record<string, JsonValue>>;
  readonly scriptArgs: Readonly<Record<string, JsonValue>>;
  /** The major release that has the arguments, where the image does not say one and the newest has not all of them. */
  readonly transformers: "4" | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** An argument's value: JSON, or words of a command line. */
export type GivenValue = { readonly json: JsonValue } | readonly string[];

const scriptName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Sorts arguments by name. `path` is where they stand. */
export function liftArguments(
  named: readonly (readonly [name: string, value: GivenValue])[],
  context: Context,
  path: string,
): LiftedArguments {
  const release = releaseOf(context);
  const older = release === undefined ? majorFor(named.map(([name]) => spelling(name))) : undefined;
  const version = release ?? older;
  const args: Record<string, JsonValue> = {};
  const scriptArgs: Record<string, JsonValue> = {};
  const diagnostics: Diagnostic[] = [];
  const fill = filler(context);
  for (const [name, given] of named) {
    const spelled = spelling(name);
    if (!scriptName.test(name)) diagnostics.push(lost(path, `${JSON.stringify(name)} is no name of an argument.`));
    else if (!isTrainingArgument(spelled, version)) {
      const value = fill(valueOf(given));
      if (value === null) diagnostics.push(made(path, `\`${name}\` is null, which says nothing to a script.`));
      else scriptArgs[name] = value;
    } else {
      const value = fill(trainingValue(spelled, given, version));
      const misfit = misfitOf(spelled, value, version);
      if (misfit === undefined) args[spelled] = value;
      else diagnostics.push(lost(path, `\`${name}\` is left out. ${misfit.message}`, misfit.fix));
    }
  }
  if (older !== undefined) diagnostics.push(olderRelease(older, path));
  return { args, scriptArgs, transformers: older, diagnostics };
}

/** The same as parts of a spec. */
export function piecesOfArguments({ args, scriptArgs, transformers, diagnostics }: LiftedArguments): Piece {
  const spec: Partial<Pick<TrainerSpec, "args" | "scriptArgs">> = {
    ...(Object.keys(args).length === 0 ? {} : { args: args as NonNullable<TrainerSpec["args"]> }),
    ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
  };
  return { spec, ...(transformers === undefined ? {} : { environment: { transformers } }), diagnostics };
}

const isWords = (given: GivenValue): given is readonly string[] => Array.isArray(given);

/** A bare name says true. Numbers are numbers where they are written the same again. */
function valueOf(given: GivenValue): JsonValue {
  if (!isWords(given)) return given.json;
  return scriptValue(given);
}

/** Text is read as the argument's type wants it; ModelTrainer writes `true` and `[1, 2]` as text. */
function trainingValue(name: string, given: GivenValue, version: string | undefined): JsonValue {
  if (!isWords(given))
    return typeof given.json === "string" ? (readArgument(name, given.json, version) as JsonValue) : given.json;
  return argumentValue(name, given, version);
}

/** Paths of the container as placeholders that every platform fills in. */
function filler(context: Context): (value: JsonValue) => JsonValue {
  const places: readonly (readonly [path: string, placeholder: string])[] = [
    ...inputNames(context).map((name) => [String(layout.input(name, "")), `{input:${name}}`] as const),
    [String(layout.model), "{model}"],
    [layout.output, "{output}"],
  ];
  return (value) => {
    if (typeof value !== "string") return value;
    const place = places.find(([path]) => value === path || value.startsWith(`${path}/`));
    return place === undefined ? value : `${place[1]}${value.slice(place[0].length)}`;
  };
}
