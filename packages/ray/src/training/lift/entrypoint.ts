import type { Diagnostic } from "@switchyard/core";
import {
  environmentOfCall,
  isInside,
  liftWords,
  namedWords,
  noteOnNoScript,
  notesOnCall,
  scriptCallOf,
  shellCommands,
  type ScriptCall,
} from "@switchyard/core/platform";
import { startsOurs } from "../container.ts";
import { lost, textOf, unsaid, type NativeJob, type Piece } from "./piece.ts";

const unknownScript = "train.py";

/** The entrypoint: the script, TrainingArguments under `args`, and the script's other arguments. */
export function liftEntrypoint({ entrypoint, metadata, submit }: NativeJob): Piece {
  const path = submit === "jobs" ? "entrypoint" : "spec.entrypoint";
  if (startsOurs(entrypoint)) return ofOurs(entrypoint, textOf(metadata["switchyard-script"]) ?? unknownScript, path);
  const call = scriptCallOf(shellCommands(entrypoint));
  if (call === undefined) {
    return { spec: { entryPoint: unknownScript }, diagnostics: [noteOnNoScript(entrypoint, unknownScript, path)] };
  }
  const { args, scriptArgs, transformers, diagnostics } = liftWords(namedWords(call.words), { path });
  const environment = {
    ...environmentOfCall(call),
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
  const plainly = "This job was started by the plain launcher.";
  const plain = unsaid(path, plainly, 'Use the setting `train: "launcher"`.');
  return { spec: { entryPoint: script }, diagnostics: [...told, plain] };
}

/** A script of the image lies in no source folder: its name remains. */
const insideSource = (script: string): string =>
  (isInside(script) ? script : script.split("/").at(-1)) || unknownScript;

function aboutCall(call: ScriptCall, path: string): Diagnostic[] {
  const { script, launcher } = call;
  const inWorkers = "A spec's script runs in every worker.";
  const instead = "Take Ray Train out of one that starts it by itself: what it hands to a trainer is the script.";
  return [
    ...(launcher === undefined ? [unsaid(path, inWorkers, instead)] : []),
    ...(isInside(script)
      ? []
      : [lost(path, `${script} lies in the image, not in a folder of yours.`, "Copy it into the folder at `source`.")]),
    ...notesOnCall(call, path),
  ];
}
