import type { Diagnostic } from "@switchyard/core";
import {
  isInside,
  liftWords,
  parseWords,
  scriptCallOf,
  shellCommands,
  type ScriptCall,
} from "@switchyard/core/platform";
import { startsOurs } from "../container.ts";
import { lost, made, textOf, type NativeJob, type Piece } from "./piece.ts";

const unknownScript = "train.py";

/** The entrypoint: the script, TrainingArguments under `args`, and the script's other arguments. */
export function liftEntrypoint({ entrypoint, metadata, submit }: NativeJob): Piece {
  const path = submit === "jobs" ? "entrypoint" : "spec.entrypoint";
  if (startsOurs(entrypoint)) return ofOurs(entrypoint, textOf(metadata["switchyard-script"]) ?? unknownScript, path);
  const call = scriptCallOf(shellCommands(entrypoint));
  if (call === undefined) {
    const message = `Found ${JSON.stringify(entrypoint.slice(0, 200))}, which starts no Python script; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [lost(path, message, "Put what it does into a script and name it in `entryPoint`.")],
    };
  }
  const { args, scriptArgs, transformers, diagnostics } = liftWords(parseWords(call.words), { path });
  const environment = {
    ...(call.requirements === undefined ? {} : { requirements: call.requirements }),
    ...(transformers === undefined ? {} : { transformers }),
  };
  return {
    spec: {
      entryPoint: insideSource(call.script),
      ...(Object.keys(args).length === 0 ? {} : { args }),
      ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
    },
    environment,
    diagnostics: [...aboutCall(call, path), ...diagnostics],
  };
}

function ofOurs(entrypoint: string, script: string, path: string): Piece {
  const message = "The arguments of this job are in its bundle, in switchyard-launch.json.";
  const told = [lost(path, message, "Write them into `args` and `scriptArgs`.")];
  if (!entrypoint.includes("switchyard_launcher")) return { spec: { entryPoint: script }, diagnostics: told };
  const plain = made(path, 'This job was started by the plain launcher, the setting `train: "launcher"`.');
  return { spec: { entryPoint: script }, diagnostics: [...told, plain] };
}

/** A script of the image lies in no source folder: its name remains. */
const insideSource = (script: string): string =>
  (isInside(script) ? script : script.split("/").at(-1)) || unknownScript;

function aboutCall({ script, launcher, rest }: ScriptCall, path: string): Diagnostic[] {
  const started = `\`${launcher}\` is left out, with its own options: Ray Train starts one worker for each accelerator.`;
  const inWorkers =
    "A spec's script runs in every worker. One that starts Ray Train by itself must give that up: what it hands to a trainer is the script.";
  return [
    ...(launcher === undefined ? [made(path, inWorkers)] : [made(path, started)]),
    ...(isInside(script)
      ? []
      : [lost(path, `${script} lies in the image, not in a folder of yours.`, "Copy it into the folder at `source`.")]),
    ...rest.map((line) =>
      lost(
        path,
        `\`${line.slice(0, 200)}\` is left out: a spec runs one script.`,
        "Do that in the script, or in an image of your own.",
      ),
    ),
  ];
}
