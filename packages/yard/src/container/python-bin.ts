import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Makes the folder whose `python` and `python3` are the interpreter that stands for the container's, and
 * gives the PATH of a container: that folder, the interpreter's own (for pip, torchrun and the like), the
 * system's. Without such an interpreter it is the system's alone.
 *
 * The files are wrappers, not links: a linked interpreter of a virtual environment would lose its packages.
 * They `exec`, so that signals reach Python itself.
 */
export async function createPythonBin(folder: string, python: string): Promise<string> {
  const interpreter = await locate(python);
  if (interpreter === undefined) return systemPath;
  await mkdir(folder, { recursive: true });
  for (const name of ["python", "python3"]) {
    const wrapper = join(folder, name);
    await writeFile(wrapper, `#!/bin/sh\nexec '${interpreter.replaceAll("'", `'\\''`)}' "$@"\n`);
    await chmod(wrapper, 0o755);
  }
  return [folder, dirname(interpreter), systemPath].join(":");
}

/** Asks the interpreter where it lies: what PATH holds may be the shim of a version manager. */
async function locate(python: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(python, ["-I", "-S", "-c", "import sys; print(sys.executable)"]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}
