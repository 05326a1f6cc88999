import { setMaxListeners } from "node:events";
import { printError } from "./errors/print-error.ts";
import { exitCode } from "./exit-code.ts";
import { main } from "./main.ts";
import { processShell } from "./process-shell.ts";

// Amazon's client would print a warning about Node 20 into the output; it reads this when it is loaded, later.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** Made for the command that asks for it: to make one takes a hundredth of a plan. */
let interrupt: AbortController | undefined;
function signal(): AbortSignal {
  if (interrupt === undefined) {
    interrupt = new AbortController();
    // Every call of every job listens to this one signal.
    setMaxListeners(0, interrupt.signal);
  }
  return interrupt.signal;
}
const stop = (): void => {
  // Nobody has anything to bring to an end, or a second Ctrl-C is a person who will not wait.
  if (interrupt === undefined || interrupt.signal.aborted) process.exit(exitCode.interrupted);
  interrupt.abort();
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

const shell = processShell(signal);
async function crash(error: unknown): Promise<void> {
  const form = { json: process.argv.includes("--json"), noColor: process.argv.includes("--no-color") };
  process.exit(await printError(error, form, shell));
}
process.on("uncaughtException", (error) => void crash(error));

// Sockets that are kept alive and abandoned calls must not hold the process.
void main(process.argv.slice(2), shell).then((code) => process.exit(code));
