/** A command line taken apart, as far as it starts a Python script. */
export interface ScriptCall {
  /** Relative to the folder of the code. */
  readonly script: string;
  /** Words after the script. */
  readonly words: readonly string[];
  /** The file of `pip install -r FILE` before it. */
  readonly requirements?: string;
  /** What starts the ranks: torchrun, accelerate and their kin. */
  readonly launcher?: string;
  /** Commands before and after that were not understood. */
  readonly rest: readonly string[];
}

/** One word's part, or an operator that ends a command. */
const token = /"(?:\\.|[^"\\])*"|'[^']*'|&&|\|\||[;|\n]|\\\n|\\.|[^\s"'\\;|&]|&|\s/g;
const operators = new Set(["&&", "||", ";", "|", "\n"]);

/** A shell's words, command by command. Variables stay as they are written. */
export function shellCommands(text: string): string[][] {
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

const launchers: readonly string[] = [
  "torchrun",
  "accelerate",
  "deepspeed",
  "torch.distributed.launch",
  "torch.distributed.run",
  "mpirun",
];
const starter = /(^|\/)(python[\d.]*|torchrun|accelerate|deepspeed|mpirun)$/;
const isScript = (word: string): boolean => word.endsWith(".py") && !word.startsWith("-");

/** Folders in which a container has its code. */
const codeFolder = /^(?:\/opt\/ml\/(?:code|input\/data\/[^/]+)\/|\.\/)/;

/** The call of a Python script among the commands; undefined when there is none that a spec can name. */
export function scriptCallOf(commands: readonly (readonly string[])[]): ScriptCall | undefined {
  const index = commands.findLastIndex((words) => words.some((word) => starter.test(word)) && words.some(isScript));
  const call = commands[index];
  if (call === undefined) return undefined;
  const at = call.findIndex(isScript);
  const script = (call[at] ?? "").replace(codeFolder, "");
  if (script.startsWith("/") || script.startsWith("~") || script.split("/").includes("..")) return undefined;
  const others = commands.filter((words, position) => position !== index && words[0] !== "cd");
  const installs = others.map(requirementsOf);
  const requirements = installs.find((file) => file !== undefined);
  const launcher = launchers.find((name) => call.slice(0, at).some((word) => word.endsWith(name)));
  return {
    script,
    words: call.slice(at + 1),
    rest: others.filter((_, position) => installs[position] === undefined).map((words) => words.join(" ")),
    ...(requirements === undefined ? {} : { requirements }),
    ...(launcher === undefined ? {} : { launcher }),
  };
}

/** `pip install -r FILE`, alone. */
function requirementsOf(words: readonly string[]): string | undefined {
  const line = words.join(" ");
  const [, file] = /^(?:python[\d.]* -m )?pip[\d.]* install (?:-r|--requirement) (\S+)$/.exec(line) ?? [];
  const inside = file?.replace(codeFolder, "");
  return inside === undefined || inside.startsWith("/") || inside.split("/").includes("..") ? undefined : inside;
}
