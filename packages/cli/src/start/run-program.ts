import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Script } from "node:vm";
import { codeName, keepCode, readCode } from "./compiled-code.ts";
import { findFolder, makeFolder } from "./private-folder.ts";

type Program = (require: NodeJS.Require, filename: string, folder: string) => void;

/**
 * Runs a program, by the compiled code that an earlier run left in the user's cache: of a start, compiling is the
 * greater part. Node 22 has module.enableCompileCache() for this; Node 20 has not, and one way for both is less to test.
 * Where no code can be read or kept, the file is compiled, as always.
 *
 * @param file one function, of what a CommonJS module is given (tsup.config.ts wraps it so)
 * @param command the word on the command line; each command keeps the code that it used
 */
export function runProgram(file: string, command: string | undefined): void {
  const program = readFileSync(file);
  const owner = process.env["NODE_DISABLE_COMPILE_CACHE"] === undefined ? process.getuid?.() : undefined;
  const name = codeName(command);
  const known = owner === undefined ? undefined : readCode(findFolder(process.env, owner), name, program, owner);
  // The text is ASCII (esbuild escapes the rest), and `latin1` is read fastest.
  const script = new Script(program.toString("latin1"), {
    filename: file,
    ...(known === undefined ? {} : { cachedData: known }),
  });
  if (owner !== undefined && (known === undefined || script.cachedDataRejected === true)) {
    // At the exit the code of every function that ran is there; a run that failed may have run few.
    process.once("exit", (code) => {
      if (code === 0) keepCode(makeFolder(process.env, owner), name, program, script.createCachedData());
    });
  }
  // This file is CommonJS itself, and lies beside the program.
  (script.runInThisContext() as Program)(require, file, dirname(file));
}
