/** A command line taken apart, as far as it starts a Python script. */
export interface ScriptCall {
  readonly script: string;
  /** Words after the script. */
  readonly words: readonly string[];
  /** The file of `pip install -r FILE` before it. */
  readonly requirements?: string;
  /** What starts the ranks: torchrun, accelerate and their kin. */
  readonly launcher?: string;
  /** Commands before and after, and words before the script, that were not understood. */
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

const launchers: readonly string[] = [
  "torchrun",
  "accelerate",
  "deepspeed",
  "torch.distributed.launch",
  "torch.distributed.run",
  "mpirun",
];

const isScript = (word: string): boolean => word.endsWith(".py") && !word.startsWith("-");

const starter = /(^|\/)(python[\d.]*|torchrun|accelerate|deepspeed|mpirun)$/;

/** The call of a Python script in a command; undefined when there is none. */
export function scriptCallOf(text: string): ScriptCall | undefined {
  const commands = commandsOf(text);
  const index = commands.findLastIndex((words) => words.some((word) => starter.test(word)) && words.some(isScript));
  const call = commands[index];
  if (call === undefined) return undefined;
  const at = call.findIndex(isScript);
  const others = commands.filter((_, position) => position !== index);
  const installs = others.map(requirementsOf);
  const requirements = installs.find((file) => file !== undefined);
  const launcher = launchers.find((name) => call.slice(0, at).some((word) => word.endsWith(name)));
  return {
    script: (call[at] ?? "").replace(/^\.\//, ""),
    words: call.slice(at + 1),
    rest: others
      .filter((_, position) => installs[position] === undefined || installs[position] !== requirements)
      .map((words) => words.join(" ")),
    ...(requirements === undefined ? {} : { requirements }),
    ...(launcher === undefined ? {} : { launcher }),
  };
}

/** `pip install -r FILE`, alone. */
function requirementsOf(words: readonly string[]): string | undefined {
  const line = words.join(" ");
  return /^(?:python[\d.]* -m )?pip[\d.]* install (?:-r|--requirement) (\S+)$/.exec(line)?.[1]?.replace(/^\.\//, "");
}

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
