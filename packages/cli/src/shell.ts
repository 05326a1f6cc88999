import type { Platforms } from "./platforms.ts";

/** One of the two streams that a person or a program reads. */
export interface Output {
  /** Writes text; waits while the reader is slower than the writer. */
  write(text: string): Promise<void>;
  /** True when a person sits at the other end. */
  readonly interactive: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
}

/** Everything that a command may ask of the process it runs in. Tests pass their own. */
export interface Shell {
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input, as text. */
  stdin(): Promise<string>;
  /** Absolute path of the working directory. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  readonly platforms: Platforms;
}
