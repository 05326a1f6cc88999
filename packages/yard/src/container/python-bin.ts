import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Makes the folder whose `python` and `python3` are the interpreter that stands for the container's, and
 * gives the PATH of a container. Wrappers, not links: a linked interpreter of a virtual environment would
 * lose its packages. They `exec`, so that signals reach Python itself.
 */
export function createPythonBin(folder: string, python: string): string {
  const interpreter = findExecutable(python);
  if (interpreter === undefined) return systemPath;
  mkdirSync(folder, { recursive: true });
  for (const name of ["python", "python3"]) {
    const wrapper = join(folder, name);
    writeFileSync(wrapper, `#!/bin/sh\nexec '${interpreter.replaceAll("'", `'\\''`)}' "$@"\n`);
    chmodSync(wrapper, 0o755);
  }
  return [folder, dirname(interpreter), systemPath].join(":");
}

function findExecutable(name: string): string | undefined {
  if (name.includes("/")) return resolve(name);
  const folders = (process.env["PATH"] ?? systemPath).split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
