import type { Output, Shell } from "../shell.ts";

/** A Shell that remembers what was written to it. */
export interface FakeShell extends Shell {
  readonly out: () => string;
  readonly err: () => string;
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
}

export interface FakeShellOptions extends Partial<Pick<Shell, "directory" | "environment" | "platforms">> {
  readonly stdin?: string;
  /** A person sits at both outputs. */
  readonly interactive?: boolean;
}

export function fakeShell({ stdin = "", interactive = false, ...given }: FakeShellOptions = {}): FakeShell {
  const stdout = fakeOutput(interactive);
  const stderr = fakeOutput(interactive);
  const interrupt = new AbortController();
  return {
    directory: "/nowhere",
    environment: {},
    platforms: {},
    ...given,
    stdout,
    stderr,
    stdin: () => Promise.resolve(stdin),
    signal: interrupt.signal,
    out: () => stdout.text,
    err: () => stderr.text,
    interrupt: () => interrupt.abort(),
  };
}

function fakeOutput(interactive: boolean): Output & { text: string } {
  return {
    text: "",
    interactive,
    width: 80,
    write(text) {
      this.text += text;
      return Promise.resolve();
    },
  };
}
