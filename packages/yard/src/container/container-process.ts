import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";

import { LineSplitter } from "../logs/line-splitter.ts";
import { mapContainerPaths } from "./container-path.ts";
import type { ProcessLedger } from "./process-ledger.ts";
import { killContainer, send } from "./processes.ts";

/** How long the output of a container that has ended may stay open; only what escaped the yard can hold it. */
const outputGrace = 2_000;

export interface ContainerOptions {
  readonly root: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly job: string;
  readonly host: string;
  readonly ledger: ProcessLedger;
  /** Takes complete lines of stdout and stderr, in the order of their arrival. */
  readonly write: (lines: readonly string[]) => Promise<void>;
}

/** How a container ended; `error` says why it could not even begin. */
export interface ContainerExit {
  readonly code: number;
  readonly error?: string;
}

/** One container: a process in a session of its own, with everything that it starts. */
export interface ContainerProcess {
  readonly exit: Promise<ContainerExit>;
  /** Asks the main process, and only it, to end (SIGTERM). */
  terminate(): void;
  /** Ends everything at once (SIGKILL). */
  kill(): void;
}

/** Starts the entry point exactly as given, as one process without a shell. */
export function startContainer({
  root,
  command,
  environment,
  job,
  host,
  ledger,
  write,
}: ContainerOptions): ContainerProcess {
  const [file = "", ...words] = command.map((word) => mapContainerPaths(word, root));
  const child = spawn(file, words, {
    cwd: root,
    env: { ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid !== undefined) ledger.add({ pid, root, job, host });
  const output = Promise.all([pump(child.stdout, write), pump(child.stderr, write)]);

  // A container whose log cannot be written must not run on; its end reports the error.
  output.catch(() => killContainer(root, pid));

  const finish = async (): Promise<ContainerExit> => {
    const ended = await exitOf(child);
    killContainer(root, pid);
    const timer = setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), outputGrace);
    try {
      await output;
      return ended;
    } finally {
      clearTimeout(timer);
      if (pid !== undefined) ledger.remove(pid);
    }
  };
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    exit: finish(),
    terminate: () => {
      if (pid !== undefined && running()) send(pid, "SIGTERM");
    },
    kill: () => {
      if (pid !== undefined && running()) killContainer(root, pid);
    },
  };
}

function exitOf(child: ChildProcess): Promise<ContainerExit> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, error: error.message }));
    child.once("exit", (code, signal) =>
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }),
    );
  });
}

async function pump(stream: Readable, write: (lines: readonly string[]) => Promise<void>): Promise<void> {
  const splitter = new LineSplitter();
  try {
    for await (const chunk of stream) {
      const lines = splitter.push(chunk as Buffer);
      if (lines.length > 0) await write(lines);
    }
  } catch (error) {
    // A stream that was destroyed after its grace has nothing more to say.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
  const rest = splitter.finish();
  if (rest.length > 0) await write(rest);
}
