import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach } from "vitest";

/** The built command, as a user's shell runs it. */
export const command = fileURLToPath(new URL("../../packages/cli/dist/switchyard.cjs", import.meta.url));
if (!existsSync(command))
  throw new Error("packages/cli is not built: run the tests by `npm test`, or `npm run build` before.");

/** The interpreter that the yard's containers run; tests of real jobs need it. */
export const python: string = process.env["SWITCHYARD_PYTHON"] ?? "python3";

const running = new Set<ChildProcess>();
const endAll = (): void => {
  for (const child of running) child.kill("SIGKILL");
};
afterEach(endAll);
const yards = new Set<ChildProcess>();
afterAll(async () => {
  await Promise.all([...yards].map((yard) => ended(yard, () => yard.kill("SIGTERM"))));
});

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Environment {
  readonly [name: string]: string;
}

/** Nothing of the tester's own environment but what finds programs. */
const bare: Environment = { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", HOME: "/nonexistent" };

/** Starts `switchyard …`, or another installation of it; the caller may kill it. */
export function start(
  parameters: readonly string[],
  environment: Environment = {},
  installed: string = command,
): ChildProcess {
  const child = spawn(process.execPath, [installed, ...parameters], {
    env: { ...bare, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Runs `switchyard …` to its end. */
export async function switchyard(
  parameters: readonly string[],
  environment: Environment = {},
  installed: string = command,
): Promise<Finished> {
  const child = start(parameters, environment, installed);
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...output };
}

/** Starts `switchyard yard` for one test file and gives the variables that point clients at it. */
export async function startYard(folder: string): Promise<Environment> {
  const yard = spawn(process.execPath, [command, "yard", "--port", "0", "--folder", folder, "--json"], {
    env: { ...bare, HOME: folder, SWITCHYARD_PYTHON: python },
    stdio: ["ignore", "pipe", "inherit"],
  });
  yards.add(yard);
  for await (const line of createInterface({ input: yard.stdout }))
    return (JSON.parse(line) as { environment: Environment }).environment;
  throw new Error("The yard ended before it listened.");
}

function ended(child: ChildProcess, act: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    act();
  });
}

/** Whole lines of NDJSON; a last line that was cut off is left out. */
export function readLines<T>(text: string): T[] {
  return text
    .split("\n")
    .slice(0, -1)
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
