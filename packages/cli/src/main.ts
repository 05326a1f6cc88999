import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configError, nearest } from "@switchyard/core";
import type { Command } from "./arguments/command.ts";
import { parseCommandLine } from "./arguments/parse.ts";
import { commands } from "./commands/index.ts";
import { Interrupted } from "./errors/interrupted.ts";
import { printError } from "./errors/print-error.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** From the arguments to the exit code. Never throws: whatever goes wrong is told on stderr. */
export async function main(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  try {
    return await dispatch(argv, shell);
  } catch (error) {
    const isInterrupt = shell.signal.aborted && !(error instanceof Interrupted);
    return printError(
      isInterrupt ? new Interrupted() : error,
      { json: argv.includes("--json"), noColor: argv.includes("--no-color") },
      shell,
    );
  }
}

async function dispatch(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const [first = "help", ...rest] = argv;
  if (first === "--version" || first === "-v") return print(shell, version());
  if (first === "help" || first === "--help" || first === "-h") return help(rest[0], shell);
  const command = await loadCommand(first);
  const input = parseCommandLine(command, rest);
  if (input.flags["help"] === true) return help(first, shell);
  return command.run(input, shell);
}

async function help(name: string | undefined, shell: Shell): Promise<ExitCode> {
  if (name === undefined) return print(shell, (await import("./help/overview.ts")).overview(version()));
  const command = await loadCommand(name);
  return print(shell, (await import("./help/command-help.ts")).commandHelp(command));
}

async function loadCommand(name: string): Promise<Command> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return (await entry.load()).command;
  const names = [...Object.keys(commands), "help"];
  const near = nearest(name, names);
  const message = name.startsWith("-") ? "A command comes first, its flags after it." : "There is no such command.";
  throw configError(
    "unknown-command",
    name,
    message,
    `${near === undefined ? "" : `Did you mean \`switchyard ${near}\`? `}Commands: ${names.join(", ")}.`,
  );
}

async function print(shell: Shell, text: string): Promise<ExitCode> {
  await shell.stdout.write(`${text}\n`);
  return exitCode.ok;
}

/** As the package says it; `dist` and `src` lie beside its manifest alike. */
function version(): string {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
    readonly version: string;
  };
  return manifest.version;
}
