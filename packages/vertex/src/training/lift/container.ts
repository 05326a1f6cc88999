import type { Environment } from "@switchyard/core";
import {
  containerCommands,
  environmentOfCall,
  liftWords,
  namedWords,
  noteOnNoScript,
  notesOnCall,
  plainWord,
  scriptCallOf,
  type ScriptCall,
} from "@switchyard/core/platform";
import { rowOfImage, uriOfImage } from "../../images.ts";
import { startsLauncher } from "../container.ts";
import { listOf, lost, textOf, unsaid, together, type Members, type Piece } from "./piece.ts";
import { liftVariables } from "./variables.ts";

const unknownScript = "train.py";

/** The folder that Google's Python SDK puts a single script into, as task.py. */
const sdkPackage = "aiplatform_custom_trainer_script/";

/**
 * A container: image, command and variables.
 *
 * @param at where it stood in the native job
 */
export function liftContainer({ imageUri, command, args, env, ...others }: Members, at: string): Piece {
  const image = liftImage(imageUri);
  return together([
    image,
    { diagnostics: unknownMembers(others, at) },
    liftCommand(textsOf(command), textsOf(args), image.environment?.transformers, at),
    liftVariables(env, at),
  ]);
}

const textsOf = (value: unknown): readonly string[] =>
  listOf(value).map((word) => (typeof word === "object" ? JSON.stringify(word) : String(word)));

/** Of an image that a plan would choose the release is said, and the plan chooses it again. */
function liftImage(value: unknown): Piece {
  const image = textOf(value);
  if (image === undefined) return {};
  const row = rowOfImage(image);
  if (row === undefined || uriOfImage(row) !== image) return { environment: { image } };
  return { environment: { transformers: row.transformers as NonNullable<Environment["transformers"]> } };
}

const unknownMembers = (members: Members, at: string): NonNullable<Piece["diagnostics"]> =>
  Object.entries(members).map(([name, value]) =>
    lost(
      `${at}.${name}`,
      `Found ${String(JSON.stringify(value)).slice(0, 80)}, a member that Google's definition does not have.`,
    ),
  );

function liftCommand(
  command: readonly string[],
  args: readonly string[],
  release: string | undefined,
  at: string,
): Piece {
  const places = [...(command.length === 0 ? [] : [`${at}.command`]), ...(args.length === 0 ? [] : [`${at}.args`])];
  if (startsLauncher(command)) {
    const message = `Script and arguments of this job are in its bundle, in switchyard-launch.json; the spec says ${unknownScript}.`;
    const fix = "Write the script's name and its arguments there.";
    return { spec: { entryPoint: unknownScript }, diagnostics: places.map((place) => lost(place, message, fix)) };
  }
  if (places.length === 0) {
    const message = `The image starts by its own command; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [unsaid(at, message, "Name the script in `entryPoint`.")],
    };
  }
  const words = [...command, ...args];
  const call = scriptCallOf(containerCommands(words));
  if (call === undefined)
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: places.map((place) => noteOnNoScript(words.join(" "), unknownScript, place)),
    };
  return liftCall(call, release, places);
}

/** @param places where the call's words stood: the command, the arguments, or both */
function liftCall(call: ScriptCall, release: string | undefined, places: readonly string[]): Piece {
  const [first = ""] = places;
  const { args, scriptArgs, transformers, diagnostics } = liftWords(namedWords(call.words), {
    path: places.at(-1) ?? first,
    release,
  });
  return {
    spec: {
      entryPoint: scriptIn(call.script),
      ...(Object.keys(args).length === 0 ? {} : { args }),
      ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
    },
    environment: { ...environmentOfCall(call), ...(transformers === undefined ? {} : { transformers }) },
    diagnostics: [
      ...places.flatMap((place) => notesOnCall(call, place)),
      ...diagnostics,
      unsaid(
        first,
        'The code is in the image or in Cloud Storage; the spec says the folder ".".',
        "Copy it into a folder and name that in `source`.",
      ),
    ],
  };
}

/** A path in the image is no path of a source folder. */
function scriptIn(script: string): string {
  return script
    .replace(sdkPackage, "")
    .replace(/^.*\/(?=[^/]+$)/, (folders) => (folders.startsWith("/") ? "" : folders));
}

/**
 * A Python package, which runs in an image of Google's: its module is the script.
 *
 * @param at where it stood in the native job
 */
export function liftPythonPackage(spec: Members, at: string): Piece {
  const { executorImageUri, pythonModule, packageUris, args, env, ...others } = spec;
  const image = liftImage(executorImageUri);
  const module = textOf(pythonModule) ?? "train";
  const call: ScriptCall = {
    script: `${module.replaceAll(".", "/")}.py`,
    module,
    words: textsOf(args).map(plainWord),
    variables: {},
    rest: [],
  };
  const places = [
    ...(pythonModule === undefined ? [] : [`${at}.pythonModule`]),
    ...(listOf(args).length === 0 ? [] : [`${at}.args`]),
  ];
  const packages = listOf(packageUris).map((uri, index) =>
    lost(
      `${at}.packageUris[${index}]`,
      `The package ${String(uri)} is left out.`,
      "Unpack its code into the folder at `source`.",
    ),
  );
  return together([
    image,
    liftCall(call, image.environment?.transformers, places),
    liftVariables(env, at),
    { diagnostics: [...packages, ...unknownMembers(others, at)] },
  ]);
}
