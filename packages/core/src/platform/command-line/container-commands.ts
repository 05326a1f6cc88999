import { shellCommands, type ShellCommand } from "./shell-commands.ts";
import { plainWord, type ShellWord } from "./shell-word.ts";

/**
 * The commands that a container runs, whose command and arguments are lists of words: one, without a shell; or a shell's
 * text behind `-c`, in which `"$@"` stands for the words behind the text and the shell's own name.
 */
export function containerCommands(words: readonly string[]): readonly ShellCommand[] {
  const [program = "", ...others] = words;
  const at = others.findIndex((word) => /^-[a-z]*c$/.test(word));
  const isShell = /(^|\/)(ba|da|z|k)?sh$/.test(program) && at !== -1 && others.slice(0, at).every(isOption);
  if (!isShell) return [{ variables: [], words: words.map(plainWord), redirections: [], isPiped: false }];
  const passed = others.slice(at + 3).map(plainWord);
  const filled = (word: ShellWord): readonly ShellWord[] => (word.text === "$@" ? passed : [word]);
  return shellCommands(others[at + 1] ?? "").map((command) => ({ ...command, words: command.words.flatMap(filled) }));
}

/** Such as `-e`, and the word of `-o pipefail`. */
const isOption = (word: string): boolean =>
  /^[-+][A-Za-z]+$|^--[a-z]+$|^(?:pipefail|errexit|nounset|xtrace)$/.test(word);
