import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { machineVariables } from "../container/container-environment.ts";
import { setupFailure } from "./runtime-env.ts";

const run = promisify(execFile);

/** What a runtime environment's `pip` or `uv` asks for. */
export interface Installation {
  readonly packages: readonly string[];
  /** More arguments of `pip install`. */
  readonly options: readonly string[];
}

/**
 * Makes a virtual environment that sees what the yard's Python has installed, and installs the packages into it: what is
 * there in the right release is not installed again.
 */
const makeEnvironment = `
import json, os, subprocess, sys, venv
target, installation = sys.argv[1], json.loads(sys.argv[2])
venv.create(target, symlinks=True)
name = f"python{sys.version_info.major}.{sys.version_info.minor}"
parents = [path for path in sys.path if path.endswith("-packages")]
with open(os.path.join(target, "lib", name, "site-packages", "parent.pth"), "w") as file:
    file.write("\\n".join(parents) + "\\n")
python = os.path.join(target, "bin", "python")
command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
sys.exit(subprocess.run([*command, *installation["options"], *installation["packages"]]).returncode)
`;

/** Virtual environments by what is in them: jobs that ask for the same share one. They stay until the yard closes. */
export class PythonEnvironments {
  readonly #folder: string;
  readonly #python: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(folder: string, python: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#python = python;
  }

  /**
   * The folder of the environment's programs. One that cannot be made is tried anew by the next job.
   *
   * @throws {RayFailure} with the installer's last words.
   */
  bin(installation: Installation): Promise<string> {
    const text = JSON.stringify(installation);
    const key = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const making = this.#make(join(this.#folder, key), text);
    this.#made.set(key, making);
    making.catch(() => this.#made.delete(key));
    return making;
  }

  async #make(target: string, installation: string): Promise<string> {
    const environment = { ...machineVariables(), PATH: process.env["PATH"] ?? "", HOME: this.#folder };
    try {
      await run(this.#python, ["-c", makeEnvironment, target, installation], { env: environment });
    } catch (error) {
      await rm(target, { recursive: true, force: true });
      const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
      throw setupFailure(`pip could not install ${installation}.\n${(stdout + stderr).slice(-2000)}`);
    }
    return join(target, "bin");
  }
}
