/** A command line taken apart, as far as it starts a Python script. */
export interface ScriptCall {
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

/** What starts the ranks of a script, by the end of its name. */
export const launchers: readonly string[] = [
  "torchrun",
  "accelerate",
  "deepspeed",
  "torch.distributed.launch",
  "torch.distributed.run",
  "mpirun",
];

const starter = /(^|\/)(python[\d.]*|torchrun|accelerate|deepspeed|mpirun)$/;

const isScript = (word: string): boolean => word.endsWith(".py") && !word.startsWith("-");

/**
 * The last call of a Python script among the commands; undefined when there is none.
 *
 * @param folder how a path into the folder of the code begins, there where the command runs
 */
export function scriptCallOf(
  commands: readonly (readonly string[])[],
  folder: RegExp = /^\.\//,
): ScriptCall | undefined {
  const index = commands.findLastIndex((words) => words.some((word) => starter.test(word)) && words.some(isScript));
  const call = commands[index];
  if (call === undefined) return undefined;
  const at = call.findIndex(isScript);
  const others = commands.filter((_, position) => position !== index);
  const installs = others.map((words) => requirementsOf(words, folder));
  const requirements = installs.find((file) => file !== undefined);
  const launcher = launchers.find((name) => call.slice(0, at).some((word) => word.endsWith(name)));
  return {
    script: (call[at] ?? "").replace(folder, ""),
    words: call.slice(at + 1),
    rest: others
      .filter((_, position) => installs[position] === undefined || installs[position] !== requirements)
      .map((words) => words.join(" ")),
    ...(requirements === undefined ? {} : { requirements }),
    ...(launcher === undefined ? {} : { launcher }),
  };
}

/** Whether a path leads to a file of the source folder. */
export const isInside = (path: string): boolean => !/^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(path);

/** `pip install -r FILE` of a file of the source folder, alone. */
function requirementsOf(words: readonly string[], folder: RegExp): string | undefined {
  const line = words.join(" ");
  const [, file] = /^(?:python[\d.]* -m )?pip[\d.]* install (?:-r|--requirement) (\S+)$/.exec(line) ?? [];
  const inside = file?.replace(folder, "");
  return inside === undefined || !isInside(inside) ? undefined : inside;
}
