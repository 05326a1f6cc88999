#!/usr/bin/env node
import { exitCode } from "./exit-code.ts";
import { main } from "./main.ts";
import { processShell } from "./process-shell.ts";

// Amazon's client would print a warning about Node 20 into the output; it reads this when it is loaded, later.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const interrupt = new AbortController();
const stop = (): void => {
  // A second Ctrl-C is a person who will not wait.
  if (interrupt.signal.aborted) process.exit(exitCode.interrupted);
  interrupt.abort();
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

const code = await main(process.argv.slice(2), processShell(interrupt.signal));
// Sockets that are kept alive and abandoned calls must not hold the process.
process.stdout.write("", () => process.exit(code));
