import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Script } from "node:vm";
import { codeName, keepCode, readCode, type CodePlace } from "./compiled-code.ts";
import { privateFolder } from "./private-folder.ts";

type Program = (require: NodeJS.Require, filename: string, folder: string) => void;

/** A command's first run may have been a request for help: so many runs add the code of what they used. */
const learningRuns = 4;

/**
 * Runs a program, by the compiled code that earlier runs left behind: of a start, compiling is the greater
 * part. Node 22 has module.enableCompileCache() for this; Node 20 has not, and one way for both is less to test. Where no
 * code can be read or kept, the program is compiled, as always.
 *
 * @param file one function, of what a CommonJS module is given (tsup.config.ts wraps it so)
 * @param command the word on the command line; each command keeps the code that it used
 */
export function runProgram(file: string, command: string | undefined): void {
  const program = readFileSync(file);
  const place = codePlace(dirname(dirname(file)), program, command);
  const known = place === undefined ? undefined : readCode(place);
  // The text is ASCII (esbuild escapes the rest), and `latin1` is read fastest.
  const script = new Script(program.toString("latin1"), {
    filename: file,
    ...(known === undefined ? {} : { cachedData: known.code }),
  });
  const runs = known === undefined || script.cachedDataRejected === true ? 0 : known.runs;
  if (place !== undefined && runs < learningRuns) {
    // At the exit the code of every function that ran is there. A run that failed may have been cut short.
    process.once("exit", (exitCode) => {
      if (exitCode === 0) keepCode(place, { code: script.createCachedData(), runs: runs + 1 });
    });
  }
  // This file is CommonJS itself when it is built, and lies beside the program.
  (script.runInThisContext() as Program)(require, file, dirname(file));
}

/** Undefined where compiled code is not wanted, or a system has no owners by whom to know whose it is. */
function codePlace(packageFolder: string, program: Buffer, command: string | undefined): CodePlace | undefined {
  const owner = process.getuid?.();
  if (owner === undefined || process.env["NODE_DISABLE_COMPILE_CACHE"] !== undefined) return undefined;
  const folder = privateFolder(packageFolder, process.env, owner);
  return folder === undefined ? undefined : { folder, name: codeName(command), program, owner };
}
