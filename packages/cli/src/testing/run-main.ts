import { main } from "../main.ts";
import type { ExitCode } from "../exit-code.ts";
import { fakePlatforms, type Asked, type FakePlatformOptions } from "./fake-platform.ts";
import { fakeShell, type FakeShellOptions } from "./fake-shell.ts";

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  /** Lines of stdout. */
  readonly lines: readonly string[];
  readonly asked: Asked;
}

/** Runs a command line in a folder, on a platform that does as told. */
export async function runMain(
  folder: string,
  argv: readonly string[],
  options: FakePlatformOptions = {},
  shellOptions: FakeShellOptions = {},
): Promise<Ran> {
  const { platforms, asked } = fakePlatforms(options);
  const shell = fakeShell({ platforms, directory: folder, ...shellOptions });
  const code = await main(argv, shell);
  return { code, out: shell.out(), err: shell.err(), lines: shell.out().trimEnd().split("\n"), asked };
}

/** Newline-delimited JSON as values. */
export function parseLines(lines: readonly string[]): unknown[] {
  return lines.map((line) => JSON.parse(line) as unknown);
}
