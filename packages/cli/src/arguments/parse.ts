import { ConfigError, nearest, type Diagnostic } from "@switchyard/core";
import type { Command, Flag, FlagValues, Flags } from "./command.ts";
import { tokenize, type Token } from "./tokens.ts";

export interface Parsed<F extends Flags> {
  readonly words: readonly string[];
  readonly flags: FlagValues<F>;
}

/**
 * Reads a command's arguments. `--help` among them makes missing ones no problem.
 *
 * @throws {ConfigError} with every flag or word that is wrong.
 */
export function parseCommandLine<F extends Flags>(command: Command<F>, argv: readonly string[]): Parsed<F> {
  const names = Object.keys(command.flags);
  const flagOf = (name: string): Flag | undefined =>
    Object.hasOwn(command.flags, name) ? command.flags[name] : undefined;
  const tokens = tokenize(argv, (name) => (flagOf(name)?.kind ?? "switch") !== "switch");

  const problems: Diagnostic[] = [];
  const words: string[] = [];
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const name of names)
    values[name] = { switch: false, list: [], text: undefined }[(command.flags[name] as Flag).kind];

  for (const token of tokens) {
    if (token.kind === "word") {
      words.push(token.text);
      continue;
    }
    const flag = flagOf(token.name);
    const problem = flag === undefined ? unknownFlag(token.written, names) : checkValue(flag, token);
    if (problem !== undefined) problems.push(problem);
    if (flag === undefined || problem !== undefined) continue;
    const given = values[token.name];
    if (flag.kind === "switch") values[token.name] = true;
    else if (Array.isArray(given)) given.push(String(token.value));
    else if (given === undefined) values[token.name] = String(token.value);
    else problems.push(twice(token.written, flag));
  }

  if (values["help"] !== true) problems.push(...checkWords(command, words));
  if (problems.length > 0) throw new ConfigError(problems);
  return { words, flags: values as FlagValues<F> };
}

function unknownFlag(written: string, names: readonly string[]): Diagnostic {
  const near = nearest(written.replace(/^-+/, ""), names);
  const allowed = names.map((name) => `--${name}`).join(", ");
  const fix = near === undefined ? `Allowed: ${allowed}.` : `Did you mean --${near}? Allowed: ${allowed}.`;
  return usage("unknown-flag", written, "There is no such flag.", fix);
}

function checkValue(flag: Flag, token: Token & { readonly kind: "flag" }): Diagnostic | undefined {
  const { written } = token;
  if (flag.kind === "switch") {
    if (token.value === undefined) return undefined;
    return usage(
      "unexpected-value",
      written,
      `It takes no value, but "${token.value}" was given.`,
      `Write ${written} alone.`,
    );
  }
  const swallowedAFlag = !token.isInline && token.value?.startsWith("--") === true;
  if (token.value !== undefined && token.value !== "" && !swallowedAFlag) return undefined;
  return usage("missing-value", written, "Its value is missing.", `Write ${written} ${flag.value ?? "VALUE"}.`);
}

function twice(written: string, flag: Flag): Diagnostic {
  return usage(
    "given-twice",
    written,
    "It was given more than once.",
    `Write ${written} ${flag.value ?? "VALUE"} once.`,
  );
}

function checkWords(command: Command, words: readonly string[]): Diagnostic[] {
  const expected = command.positionals;
  if (expected === undefined) {
    return words.map((word) => usage("unexpected-argument", word, `${command.name} takes flags only.`, help(command)));
  }
  if (words.length === 0) {
    return [usage("missing-argument", expected.name, `${command.name} needs ${expected.about}`, help(command))];
  }
  return words
    .slice(expected.atMost)
    .map((word) => usage("unexpected-argument", word, `${command.name} takes one ${expected.name}.`, help(command)));
}

const help = (command: Command): string => `See switchyard ${command.name} --help.`;

function usage(code: string, path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code, path, message, fix };
}
