import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";

import type { ProcessLedger } from "../container/process-ledger.ts";
import { killContainer, signalContainer } from "../container/processes.ts";
import { RayFailure } from "./ray-failure.ts";

export interface DriverOptions {
  /** What the process and all that it starts are found by. */
  readonly root: string;
  readonly directory: string;
  readonly entrypoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly job: string;
  readonly ledger: ProcessLedger;
}

/** The driver of a job: a shell in a session of its own, with everything that it starts. */
export interface DriverProcess {
  /** Its exit code, negative for a signal. Rejects with a `RayFailure` when it could not begin. */
  readonly exit: Promise<number>;
  /** Sends a signal to the driver and all its descendants. */
  signal(name: NodeJS.Signals): void;
  /** Ends everything at once (SIGKILL). */
  kill(): void;
}

/** Starts an entrypoint by `/bin/sh -c`, with the log file as its output, so that not a byte of it is changed. */
export function startDriver(options: DriverOptions): DriverProcess {
  const { root, directory, entrypoint, environment, logFile, job, ledger } = options;
  if (entrypoint.includes("\0"))
    return { exit: Promise.reject(notStarted("ValueError: embedded null byte")), ...nothing };
  const log = openSync(logFile, "a");
  const child = spawn("/bin/sh", ["-c", entrypoint], {
    cwd: directory,
    env: { ...environment },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const { pid } = child;
  if (pid !== undefined) ledger.add({ pid, root, job, host: "driver" });
  const running = () => pid !== undefined && child.exitCode === null && child.signalCode === null;
  const exit = new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(notStarted(`OSError: ${error.message}: '/bin/sh'`)));
    child.once("exit", (code, signal) => resolve(code ?? -(signal === null ? 0 : constants.signals[signal])));
  }).finally(() => {
    // What the entrypoint left behind ends with it; Ray would leave it on the node.
    killContainer(root, pid);
    if (pid !== undefined) ledger.remove(pid);
  });
  return {
    exit,
    signal(name) {
      if (pid !== undefined && running()) signalContainer(root, pid, name);
    },
    kill() {
      if (running()) killContainer(root, pid);
    },
  };
}

const nothing = { signal: () => undefined, kill: () => undefined };

const notStarted = (text: string): RayFailure =>
  new RayFailure("JOB_ENTRYPOINT_COMMAND_START_ERROR", `Traceback (most recent call last):\n${text}\n`);
