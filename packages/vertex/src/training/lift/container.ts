import type { Environment } from "@switchyard/core";
import { liftWords, parseWords, type ScriptCall } from "@switchyard/core/platform";
import { rowOfImage, uriOfImage } from "../../images.ts";
import { startsLauncher } from "../container.ts";
import { scriptCallOf, scriptOfModule } from "./command-line.ts";
import { listOf, lost, made, textOf, together, type Members, type Piece } from "./piece.ts";
import { liftVariables } from "./variables.ts";

const unknownScript = "train.py";

/** The folder that Google's Python SDK puts a single script into, as task.py. */
const sdkPackage = "aiplatform_custom_trainer_script/";

/**
 * A container: image, command and variables.
 *
 * @param at where it stood in the native job
 */
export function liftContainer({ imageUri, command, args, env }: Members, at: string): Piece {
  const image = liftImage(imageUri);
  return together([
    image,
    liftCommand(textsOf(command), listOf(args), image.environment?.transformers, at),
    liftVariables(env, at),
  ]);
}

const textsOf = (value: unknown): readonly string[] => listOf(value).map(String);

/** Of an image that a plan would choose the release is said, and the plan chooses it again. */
function liftImage(value: unknown): Piece {
  const image = textOf(value);
  if (image === undefined) return {};
  const row = rowOfImage(image);
  if (row === undefined || uriOfImage(row) !== image) return { environment: { image } };
  return { environment: { transformers: row.transformers as NonNullable<Environment["transformers"]> } };
}

function liftCommand(
  command: readonly string[],
  args: readonly unknown[],
  release: string | undefined,
  at: string,
): Piece {
  if (startsLauncher(command)) {
    const message = `Script and arguments of this job are in its bundle, in switchyard-launch.json; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [lost(`${at}.command`, message, "Write the script's name and its arguments there.")],
    };
  }
  const call = scriptCallOf(command, args.map(String));
  if (call === undefined) {
    const message = `Found ${JSON.stringify([...command, ...args]).slice(0, 200)}, which starts no Python script; the spec says ${unknownScript}.`;
    return {
      spec: { entryPoint: unknownScript },
      diagnostics: [lost(`${at}.command`, message, "Put what it does into a script and name it in `entryPoint`.")],
    };
  }
  return liftCall(call, release, `${at}.command`);
}

function liftCall(call: ScriptCall, release: string | undefined, at: string): Piece {
  const { args, scriptArgs, transformers, diagnostics } = liftWords(parseWords(call.words), { path: at, release });
  const { launcher, rest } = call;
  const started = `\`${launcher}\` is left out, with its own options: Switchyard's launcher starts one rank for each accelerator.`;
  return {
    spec: {
      entryPoint: scriptIn(call.script),
      ...(Object.keys(args).length === 0 ? {} : { args }),
      ...(Object.keys(scriptArgs).length === 0 ? {} : { scriptArgs }),
    },
    ...(transformers === undefined ? {} : { environment: { transformers } }),
    diagnostics: [
      ...(launcher === undefined ? [] : [made(at, started)]),
      ...rest.map((line) =>
        lost(
          at,
          `\`${line.slice(0, 200)}\` is left out: a spec runs one script.`,
          "Packages go into a requirements file, named in `environment.requirements`; do the rest in the script.",
        ),
      ),
      ...diagnostics,
      lost(
        at,
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
  const { executorImageUri, pythonModule, packageUris, args, env } = spec;
  const image = liftImage(executorImageUri);
  const call = { script: scriptOfModule(textOf(pythonModule) ?? "train"), words: textsOf(args), rest: [] };
  const packages = textsOf(packageUris).map((uri) =>
    lost(`${at}.packageUris`, `The package ${uri} is left out.`, "Unpack its code into the folder at `source`."),
  );
  return together([
    image,
    liftCall(call, image.environment?.transformers, `${at}.pythonModule`),
    liftVariables(env, at),
    { diagnostics: packages },
  ]);
}
