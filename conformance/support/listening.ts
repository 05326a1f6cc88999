import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { command } from "../../tests/support/switchyard.ts";
import { scriptPath } from "./python.ts";

/** A server in a process of its own. */
export interface Listening {
  readonly url: string;
  /** Ends the process, and waits until it is gone. */
  end(): Promise<void>;
}

/** Starts `switchyard yard` on a folder, with this interpreter in its containers. */
export function startYard(folder: string, python: string): Promise<Listening> {
  const environment = { PATH: process.env["PATH"] ?? "", HOME: folder, SWITCHYARD_PYTHON: python };
  return listen(process.execPath, [command, "yard", "--port", "0", "--folder", folder, "--json"], environment);
}

/** Starts moto's server, and records what reaches it in a file. */
export function startMoto(python: string, recording: string): Promise<Listening> {
  return listen(python, [scriptPath("moto-server.py")], { ...process.env, MOTO_RECORDER_FILEPATH: recording });
}

/** The first line of a server's output is JSON with its URL. */
async function listen(program: string, parameters: readonly string[], env: NodeJS.ProcessEnv): Promise<Listening> {
  const child = spawn(program, parameters, { env, stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(child, "exit");
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await closed;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    return { url: (JSON.parse(line) as { url: string }).url, end };
  }
  throw new Error(`${program} ${parameters.join(" ")} ended before it listened.`);
}
