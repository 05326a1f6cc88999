import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";

/** `text` takes one value, `list` one value each time it is given, `switch` none. */
export interface Flag {
  readonly kind: "text" | "list" | "switch";
  /** How help names the value, such as `PLATFORM`. */
  readonly value?: string;
  readonly about: string;
}

export type Flags = Readonly<Record<string, Flag>>;

type ValueOf<Kind> = Kind extends "switch" ? boolean : Kind extends "list" ? readonly string[] : string | undefined;

export type FlagValues<F extends Flags> = { readonly [K in keyof F]: ValueOf<F[K]["kind"]> };

export interface Positionals {
  /** How help names them, such as `URI`. */
  readonly name: string;
  readonly atMost: number;
  readonly about: string;
}

/** One command: what it takes, what help says about it, and what it does. */
export interface Command<F extends Flags = Flags> {
  readonly name: string;
  /** What it does and when a person wants it, in a few sentences. */
  readonly about: string;
  /** Absent when the command takes none; else at least one is needed. */
  readonly positionals?: Positionals;
  readonly flags: F;
  /** A command line and what it is for. */
  readonly examples: readonly (readonly [line: string, purpose: string])[];
  /** What stands on stdout with `--json`. */
  readonly json?: string;
  run(input: { readonly words: readonly string[]; readonly flags: FlagValues<F> }, shell: Shell): Promise<ExitCode>;
}

/** Keeps the flags' literal types, so that `run` sees the right values. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command<F> {
  return command;
}
