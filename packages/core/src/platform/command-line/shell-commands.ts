import { wordAt, type ShellWord } from "./shell-word.ts";

/** One command of a shell's text. */
export interface ShellCommand {
  /** Variables that are set for this command alone, before its first word. */
  readonly variables: readonly (readonly [name: string, value: ShellWord])[];
  readonly words: readonly ShellWord[];
  /** Where its input comes from and its output goes, such as `> log.txt`. */
  readonly redirections: readonly string[];
  /** Its output is the next command's input. */
  readonly isPiped: boolean;
}

const blank = /[^\S\n]+|\\\r?\n/y;
const comment = /#[^\n]*/y;
const redirection = /(?:\d+|&)?(?:>>|>\||>&|<&|<<<|>|<)[^\S\n]*/y;
const hereDocument = /\d*<<-?[^\S\n]*(["']?)([\w.-]+)\1([^\n]*)\n([\s\S]*?)(?:\n[^\S\n]*\2[^\S\n]*(?=\n|$)|$)/y;
const operator = /&&|\|\||[;|&\n]/y;
const assignment = /^([A-Za-z_]\w*)=/;

interface Open {
  readonly words: ShellWord[];
  readonly redirections: string[];
}

/** The commands of a shell's text, in order. Nothing is run, and no variable is replaced. */
export function shellCommands(text: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let open: Open = { words: [], redirections: [] };
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at += found[0].length;
    return found;
  };
  const close = (isPiped: boolean): void => {
    if (open.words.length > 0 || open.redirections.length > 0) commands.push(commandOf(open, isPiped));
    open = { words: [], redirections: [] };
  };
  while (at < text.length) {
    if (take(blank) !== undefined || take(comment) !== undefined) continue;
    const here = take(hereDocument);
    if (here !== undefined) {
      open.redirections.push(here[0]);
      // What follows on the line still belongs to the command.
      open.words.push(...(shellCommands(here[3] ?? "")[0]?.words ?? []));
      continue;
    }
    const redirected = take(redirection);
    const word = wordAt(text, at);
    if (word !== undefined) at = word.end;
    if (redirected !== undefined) open.redirections.push(`${redirected[0].trim()} ${word?.word.text ?? ""}`.trim());
    else if (word !== undefined) open.words.push(word.word);
    else {
      const found = take(operator)?.[0];
      if (found === undefined) at += 1;
      close(found === "|");
    }
  }
  close(false);
  return commands;
}

function commandOf({ words, redirections }: Open, isPiped: boolean): ShellCommand {
  const first = words.findIndex(({ text }) => !assignment.test(text));
  const count = first === -1 ? words.length : first;
  return { variables: words.slice(0, count).flatMap(assigned), words: words.slice(count), redirections, isPiped };
}

/** `NAME=value` as a name and a value. */
export function assigned({ text, isExpanded }: ShellWord): readonly (readonly [name: string, value: ShellWord])[] {
  const name = assignment.exec(text)?.[1];
  return name === undefined ? [] : [[name, { text: text.slice(name.length + 1), isExpanded }]];
}

/** A command as somebody would write it, without its quotes. */
export function commandText({ variables, words, redirections }: ShellCommand): string {
  const set = variables.map(([name, { text }]) => `${name}=${text}`);
  return [...set, ...words.map(({ text }) => text), ...redirections].join(" ");
}
