import type { Command } from "../arguments/command.ts";
import { columns } from "./columns.ts";

/** All there is to know about one command. */
export function commandHelp(command: Command): string {
  const { name, positionals, flags } = command;
  const words = positionals === undefined ? "" : ` ${positionals.name}${positionals.atMost === Infinity ? "…" : ""}`;
  const arguments_ =
    positionals === undefined
      ? []
      : [[positionals.name, `${positionals.about.charAt(0).toUpperCase()}${positionals.about.slice(1)}`] as const];
  const rows = Object.entries(flags).map(
    ([flag, { value, about }]) => [`--${flag}${value === undefined ? "" : ` ${value}`}`, about] as const,
  );
  return [
    `switchyard ${name}${words} [flags]`,
    command.about,
    columns([...arguments_, ...rows]),
    `Examples:\n${command.examples.map(([line, purpose]) => `  ${line}\n      ${purpose}`).join("\n")}`,
    ...(command.json === undefined ? [] : [`With --json:\n  ${command.json}`]),
  ].join("\n\n");
}
