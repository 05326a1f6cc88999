import type { WriteStream } from "node:tty";
import { platforms } from "./platforms.ts";
import type { Output, Shell } from "./shell.ts";

/** The Shell of this process. */
export function processShell(signal: AbortSignal): Shell {
  return {
    // A reader that has gone, as `head` goes, is no error: there is nobody left to tell anything.
    stdout: output(process.stdout, () => process.exit(0)),
    stderr: output(process.stderr, () => undefined),
    stdin: readStdin,
    directory: process.cwd(),
    environment: process.env,
    signal,
    platforms,
  };
}

function output(stream: WriteStream, readerGone: () => void): Output {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    readerGone();
  });
  return {
    write: async (text) => {
      if (text === "" || stream.write(text)) return;
      await new Promise((resolve) => stream.once("drain", resolve));
    },
    get interactive() {
      return stream.isTTY === true;
    },
    get width() {
      return stream.columns ?? 80;
    },
  };
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
