import { platforms } from "./platforms.ts";
import { processOutput } from "./process-output.ts";
import type { Shell } from "./shell.ts";

/** The Shell of this process. */
export function processShell(signal: () => AbortSignal): Shell {
  return {
    stdout: processOutput(
      1,
      () => process.stdout,
      () => process.exit(0),
    ),
    stderr: processOutput(
      2,
      () => process.stderr,
      () => undefined,
    ),
    stdin: readStdin,
    directory: process.cwd(),
    environment: process.env,
    get signal() {
      return signal();
    },
    platforms,
  };
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
