import { launchers, shellCommands, type ScriptCall } from "@switchyard/core/platform";

/**
 * The call of a Python script by a container's command and arguments; undefined when there is none. A shell's text is
 * read, and `"$@"` in it stands for the arguments behind it.
 */
export function scriptCallOf(command: readonly string[], args: readonly string[]): ScriptCall | undefined {
  const [shell = "", flag = "", text = "", ...behind] = [...command, ...args];
  const isShell = /(^|\/)(ba|da)?sh$/.test(shell) && /^-[a-z]*c$/.test(flag);
  const commands = isShell ? shellCommands(text) : [[...command, ...args]];
  // The first word behind a shell's text is the shell's own name.
  const passed = behind.slice(1);
  const calls = commands.map((words) => callOf(words.flatMap((word) => (isShell && word === "$@" ? passed : [word]))));
  const index = calls.findLastIndex((call) => call !== undefined);
  const call = calls[index];
  if (call === undefined) return undefined;
  return { ...call, rest: commands.filter((_, at) => at !== index).map((words) => words.join(" ")) };
}

/** `python -m trainer.task` runs trainer/task.py. */
export const scriptOfModule = (module: string): string => `${module.replaceAll(".", "/")}.py`;

function callOf(words: readonly string[]): Omit<ScriptCall, "rest"> | undefined {
  const at = words.findIndex((word, index) => isScript(word) || (words[index - 1] === "-m" && isModule(word)));
  const word = words[at];
  if (word === undefined) return undefined;
  const launcher = launchers.find((name) =>
    words.slice(0, at).some((before) => before === name || before.endsWith(`/${name}`)),
  );
  const script = isScript(word) ? word.replace(/^\.\//, "") : scriptOfModule(word);
  return { script, words: words.slice(at + 1), ...(launcher === undefined ? {} : { launcher }) };
}

const isScript = (word: string): boolean => word.endsWith(".py") && !word.startsWith("-");

const isModule = (word: string): boolean =>
  /^[A-Za-z_]\w*(\.\w+)*$/.test(word) && !launchers.includes(word) && word !== "pip";
