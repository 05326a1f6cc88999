/** A command line taken apart, as far as it starts a Python script. */
export interface ScriptCall {
  readonly script: string;
  /** Words after the script. */
  readonly words: readonly string[];
  /** What starts the ranks: torchrun, accelerate and their kin. */
  readonly launcher?: string;
  /** Commands before and after that were not understood. */
  readonly rest: readonly string[];
}

/** One word, or an operator that ends a command. */
const token = /"(?:\\.|[^"\\])*"|'[^']*'|&&|\|\||[;|\n]|\\\n|\\.|[^\s"'\\;|&]|&|\s/g;

const operators = new Set(["&&", "||", ";", "|", "\n"]);

/** A shell's words, command by command. Variables stay as they are written. */
function commandsOf(text: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (const [part] of text.trim().matchAll(token)) {
    if (operators.has(part)) {
      endWord();
      commands.push([]);
    } else if (part === "\\\n" || /^\s$/.test(part)) endWord();
    else word = (word ?? "") + unquoted(part);
  }
  endWord();
  return commands.filter((command) => command.length > 0);
}

function unquoted(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('"') && part.length > 1) return part.slice(1, -1).replace(/\\(["\\$`])/g, "$1");
  return part.startsWith("\\") ? part.slice(1) : part;
}

/**
 * The call of a Python script by a container's command and arguments; undefined when there is none. A shell's text is
 * read, and `"$@"` in it stands for the arguments behind it.
 */
export function scriptCallOf(command: readonly string[], args: readonly string[]): ScriptCall | undefined {
  const [shell = "", flag = "", text = "", ...behind] = [...command, ...args];
  const isShell = /(^|\/)(ba|da)?sh$/.test(shell) && /^-[a-z]*c$/.test(flag);
  const commands = isShell ? commandsOf(text) : [[...command, ...args]];
  // The first word behind a shell's text is the shell's own name.
  const passed = behind.slice(1);
  const calls = commands.map((words) => callOf(words.flatMap((word) => (isShell && word === "$@" ? passed : [word]))));
  const index = calls.findLastIndex((call) => call !== undefined);
  const call = calls[index];
  if (call === undefined) return undefined;
  return { ...call, rest: commands.filter((_, at) => at !== index).map((words) => words.join(" ")) };
}

const launchers: readonly string[] = [
  "torchrun",
  "accelerate",
  "deepspeed",
  "torch.distributed.launch",
  "torch.distributed.run",
];

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

/** Arguments by name: no value, one, or several. */
export interface ParsedWords {
  readonly named: readonly (readonly [name: string, values: readonly string[]])[];
  /** Words that follow no `--name`. */
  readonly loose: readonly string[];
}

/** `--a 1 --b=2 --c` → a: ["1"], b: ["2"], c: []. A number may begin with a hyphen. */
export function parseWords(words: readonly string[]): ParsedWords {
  const named: [string, string[]][] = [];
  const loose: string[] = [];
  let open: string[] | undefined;
  for (const word of words) {
    const [, name, value] = /^--([A-Za-z_][\w-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name !== undefined) {
      named.push([name, value === undefined ? [] : [value]]);
      open = value === undefined ? named.at(-1)?.[1] : undefined;
    } else if (open !== undefined && !/^-[A-Za-z-]/.test(word)) open.push(word);
    else loose.push(word);
  }
  return { named, loose };
}
