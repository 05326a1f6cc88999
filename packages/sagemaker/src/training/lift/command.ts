import {
  containerCommands,
  environmentOfCall,
  isInside,
  namedWords,
  noteOnNoScript,
  notesOnCall,
  notesOnWords,
  scriptCallOf,
  type ScriptCall,
} from "@switchyard/core/platform";
import { lost, type Context, type Piece } from "./piece.ts";
import { liftArguments, piecesOfArguments } from "./arguments.ts";

const path = "AlgorithmSpecification.ContainerEntrypoint";

const bothPaths = [path, "AlgorithmSpecification.ContainerArguments"] as const;

const isTexts = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every((word) => typeof word === "string"));

const oddWords = (value: unknown, at: string): ReturnType<typeof lost> =>
  lost(at, `Found ${String(JSON.stringify(value)).slice(0, 200)}. Allowed: a list of words.`);

/** What a spec says where a native job does not name its script. */
export const unknownScript = "train.py";

/** A command that somebody wrote: the script, and its arguments. Those of tools are read where they keep theirs. */
export function liftCommand([entry, given]: readonly unknown[], context: Context): Piece {
  const words = [...textsOf(entry), ...textsOf(given)];
  const odd = [entry, given].flatMap((value, index) =>
    isTexts(value) ? [] : [oddWords(value, bothPaths[index] ?? path)],
  );
  if (words.length === 0) return { diagnostics: odd };
  const places = bothPaths.filter((_, index) => textsOf([entry, given][index]).length > 0);
  if (context.maker === "switchyard") {
    const message = `Script and arguments of this job are in its bundle, in switchyard-launch.json; the spec says ${unknownScript}.`;
    const fix = "Write the script's name and its arguments there.";
    return { diagnostics: [...odd, ...places.map((place) => lost(place, message, fix))] };
  }
  if (context.maker === "sdk3") {
    const message = `The script of this job is named in the channel sm_drivers; the spec says ${unknownScript}.`;
    const fix = "Write the script's name to `entryPoint`.";
    return { diagnostics: [...odd, ...places.map((place) => lost(place, message, fix))] };
  }
  const call = inBundle(scriptCallOf(containerCommands(words)));
  const piece = call === undefined ? noScript(words, places) : liftCall(call, context, places);
  return { ...piece, diagnostics: [...odd, ...(piece.diagnostics ?? [])] };
}

/** Folders in which a container has its code. */
const codeFolder = /^(?:\/opt\/ml\/(?:code|input\/data\/[^/]+)\/|\.\/)/;

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((word): word is string => typeof word === "string") : [];

/** A call with the paths of a container as paths in a bundle; undefined where the script is in none. */
function inBundle(call: ScriptCall | undefined): ScriptCall | undefined {
  if (call === undefined) return undefined;
  const { requirements: file, ...others } = call;
  const script = call.script.replace(codeFolder, "");
  if (!isInside(script)) return undefined;
  const requirements = file?.replace(codeFolder, "");
  if (requirements === undefined) return { ...others, script };
  if (!isInside(requirements)) return { ...others, script, rest: [...call.rest, `pip install -r ${file}`] };
  return { ...others, script, requirements };
}

const noScript = (words: readonly string[], places: readonly string[]): Piece => ({
  diagnostics: places.map((place) => noteOnNoScript(words.join(" "), unknownScript, place)),
});

function liftCall(call: ScriptCall, context: Context, places: readonly string[]): Piece {
  const all = namedWords(call.words);
  const place = places.at(-1) ?? path;
  const lifted = piecesOfArguments(liftArguments(all.named, context, place));
  return {
    spec: { entryPoint: call.script, ...lifted.spec },
    environment: { ...lifted.environment, ...environmentOfCall(call) },
    diagnostics: [
      ...places.flatMap((each) => notesOnCall(call, each)),
      ...notesOnWords(all, place),
      ...(lifted.diagnostics ?? []),
    ],
  };
}
