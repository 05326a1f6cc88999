import type { Diagnostic } from "../contract/diagnostic.ts";
import { encodeArguments } from "./argv.ts";
import { encodeJsonArguments } from "./json-arguments.ts";
import { encodeScriptArguments } from "./script-arguments.ts";

/** The way to the script: its command line, or a JSON file as its only argument. */
export type ArgumentChannel = "auto" | "argv" | "json";

export interface GivenArguments {
  readonly args?: object | undefined;
  readonly scriptArgs?: Readonly<Record<string, unknown>> | undefined;
}

/** Tokens of the command line, or the text of the JSON file. */
export type CarriedArguments = ({ readonly argv: readonly string[] } | { readonly json: string }) & {
  readonly diagnostics: Diagnostic[];
};

/** What is right in Python and cannot be said on a command line. */
const commandLineCodes: readonly string[] = [
  "not-on-the-command-line",
  "null-value",
  "empty-list",
  "nested-list",
  "dash-in-list",
];

/**
 * Writes arguments for the channel that can carry them. `auto` takes the command line where it can say everything, else
 * the file, with a warning for each argument that forced it: not every script takes one.
 *
 * @param version the transformers release, `"5"` when undefined
 */
export function carryArguments(
  { args = {}, scriptArgs = {} }: GivenArguments,
  version: string | undefined,
  channel: ArgumentChannel = "auto",
): CarriedArguments {
  const own = encodeArguments(args, version);
  const more = encodeScriptArguments(scriptArgs, version);
  const diagnostics = [...own.diagnostics, ...more.diagnostics];
  const forcing = diagnostics.filter(({ code }) => commandLineCodes.includes(code));
  if (channel === "argv" || (channel === "auto" && forcing.length === 0)) {
    return { argv: [...own.argv, ...more.argv], diagnostics };
  }
  const file = encodeJsonArguments(args, scriptArgs, version);
  const warnings = channel === "auto" ? forcing.map(needsFile) : [];
  return { json: file.text, diagnostics: [...file.diagnostics, ...warnings] };
}

function needsFile({ path, message }: Diagnostic): Diagnostic {
  return {
    severity: "warning",
    code: "arguments-file",
    path,
    message: `${message} So all arguments travel in a JSON file, whose path is the script's only argument.`,
    fix: 'Make sure that the script reads such a file by `HfArgumentParser.parse_json_file`, and say so by `launch: { arguments: "json" }`; or change the value.',
  };
}
