import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Python that the suite may be given, and how a block of tests that needs it is named. */
export interface PythonChoice {
  /** The interpreter; undefined when the variable is not set, and then the block is skipped. */
  readonly path: string | undefined;
  /** Behind a block's name: why it is skipped, or nothing. */
  readonly note: string;
}

export type PythonVariable =
  | "SWITCHYARD_PYTHON_T5"
  | "SWITCHYARD_PYTHON_T4"
  | "SWITCHYARD_PYTHON_MOTO"
  | "SWITCHYARD_PYTHON_RAY"
  | "SWITCHYARD_PYTHON_VERTEX";

/** The interpreter that a variable names. */
export function pythonOf(variable: PythonVariable): PythonChoice {
  const path = process.env[variable] || undefined;
  return { path, note: path === undefined ? ` (skipped: ${variable} names no Python)` : "" };
}

/** The path of a Python file of this folder. */
export function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/**
 * Runs a script of this folder once: a JSON question on its standard input, a JSON answer on its standard output.
 *
 * @throws {Error} with what it wrote to standard error when it does not end with exit code 0.
 */
export function askPython<T>(python: string, script: string, question: unknown): T {
  const finished = spawnSync(python, [scriptPath(script)], {
    input: JSON.stringify(question),
    encoding: "utf8",
    env: environment(),
    maxBuffer: 1 << 28,
  });
  if (finished.status !== 0)
    throw new Error(`${script} ended with ${finished.status ?? finished.signal}:\n${finished.stderr}`);
  return JSON.parse(finished.stdout) as T;
}

/** A script of this folder that answers many questions, each a line of JSON: what it imports is imported once. */
export interface PythonDialogue {
  ask<T>(question: unknown): Promise<T>;
  end(): void;
}

/** Starts the script; what it writes to standard error is shown. */
export function openPython(python: string, script: string): PythonDialogue {
  const child = spawn(python, [scriptPath(script)], { stdio: ["pipe", "pipe", "inherit"], env: environment() });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask<T>(question: unknown): Promise<T> {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`${script} ended without an answer.`);
      return JSON.parse(answer.value) as T;
    },
    end: () => child.stdin.end(),
  };
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, CUDA_VISIBLE_DEVICES: "", TOKENIZERS_PARALLELISM: "false" };
}
