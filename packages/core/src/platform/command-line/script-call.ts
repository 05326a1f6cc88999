import { assigned, commandText, type ShellCommand } from "./shell-commands.ts";
import { folderAfter, inFolder } from "./script-folder.ts";
import { plainWord, type ShellWord } from "./shell-word.ts";

/** The call of a Python script, taken out of the commands around it. */
export interface ScriptCall {
  /** As it is written, or below the folder that `cd` went to. */
  readonly script: string;
  /** The module of `python -m MODULE`, of which `script` is the file. */
  readonly module?: string;
  /** Words after the script. */
  readonly words: readonly ShellWord[];
  /** The relative folder of `cd FOLDER` before it. */
  readonly folder?: string;
  /** The file of `pip install -r FILE` before it. */
  readonly requirements?: string;
  /** Variables that the script is given, by `NAME=value` before the call or `export`. */
  readonly variables: Readonly<Record<string, string>>;
  /** What starts the ranks, such as torchrun, with its options as they are written. */
  readonly launcher?: { readonly name: string; readonly options: string };
  /** Everything else, a text each: other commands, options of Python, redirections, variables that a shell replaces. */
  readonly rest: readonly string[];
}

const launchers: readonly string[] = ["torchrun", "accelerate", "deepspeed", "mpirun", "mpiexec", "horovodrun"];
const launcherModules: readonly string[] = [
  "torch.distributed.launch",
  "torch.distributed.run",
  "accelerate.commands.launch",
];
const python = /(^|\/)python[\d.]*$/;

/** Programs that start what follows them. */
const wrappers: readonly string[] = ["exec", "time", "nohup", "sudo", "env", "stdbuf", "unbuffer"];

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const isScript = ({ text }: ShellWord): boolean => text.endsWith(".py") && !text.startsWith("-") && !/\s/.test(text);
const isModule = ({ text }: ShellWord): boolean =>
  /^[A-Za-z_]\w*(\.\w+)*$/.test(text) && !launcherModules.includes(text);
const otherModules: readonly string[] = ["pip", "venv", "ensurepip", "pytest", "http.server"];

/** The last call of a Python script among commands; undefined when there is none. */
export function scriptCallOf(commands: readonly ShellCommand[]): ScriptCall | undefined {
  const index = commands.findLastIndex((command) => placeOf(command.words) !== undefined);
  const command = commands[index];
  const place = command === undefined ? undefined : placeOf(command.words);
  if (command === undefined || place === undefined) return undefined;
  const before = commands.slice(0, index);
  const folder = folderAfter(before);
  const { at, module } = place;
  const written = command.words[at]?.text ?? "";
  const script = module === undefined ? written.replace(/^\.\//, "") : `${module.replaceAll(".", "/")}.py`;
  const launcher = launcherIn(command.words.slice(0, at));
  const settings = settingsOf(before, command);
  const installs = before.flatMap((each, position) => {
    const file = requirementsOf(each);
    const { path = "" } = folderAfter(before.slice(0, position));
    return file === undefined ? [] : [{ command: each, file: inFolder(path, file) }];
  });
  const requirements = installs[0]?.file;
  return {
    script: folder.path === undefined ? script : inFolder(folder.path, script),
    ...(module === undefined ? {} : { module }),
    words: command.words.slice(at + 1),
    ...(folder.path === undefined ? {} : { folder: folder.path }),
    ...(requirements === undefined ? {} : { requirements }),
    variables: settings.variables,
    ...(launcher === undefined ? {} : { launcher }),
    rest: [
      ...commands
        .filter(
          (other) =>
            other !== command &&
            !settings.commands.includes(other) &&
            !folder.commands.includes(other) &&
            !installs.some((install) => install.command === other && install.file === requirements),
        )
        .map(commandText),
      ...(launcher === undefined ? startOf(command.words.slice(0, at)) : []),
      ...command.redirections,
      ...settings.unknown,
    ],
  };
}

/** Where the script, or the module of `-m`, stands among a command's words. */
function placeOf(words: readonly ShellWord[]): { readonly at: number; readonly module?: string } | undefined {
  const start = words.findIndex(({ text }) => python.test(text) || launchers.includes(baseName(text)));
  if (start === -1 || !isReached(words.slice(0, start))) return undefined;
  for (let at = start + 1; at < words.length; at += 1) {
    const word = words[at] ?? plainWord("");
    const option = words[at - 1]?.text;
    if (option === "-c") return undefined;
    if (isScript(word)) return { at };
    if ((option === "-m" || option === "--module") && isModule(word))
      return otherModules.includes(word.text) ? undefined : { at, module: word.text };
  }
  return undefined;
}

/** Only what starts a program stands before it: `env`, `exec`, options and settings of those. */
function isReached(words: readonly ShellWord[]): boolean {
  return words.every(
    ({ text }, index) => wrappers.includes(text) || (index > 0 && (text.startsWith("-") || text.includes("="))),
  );
}

function launcherIn(words: readonly ShellWord[]): ScriptCall["launcher"] {
  const at = words.findIndex(({ text }) => launchers.includes(baseName(text)) || launcherModules.includes(text));
  const name = words[at]?.text;
  if (name === undefined) return undefined;
  const options = words.slice(at + 1).flatMap(({ text }) => (python.test(text) ? [] : [text]));
  return { name: baseName(name), options: options.join(" ") };
}

/** Options of Python and programs before it; what `env` sets is told as variables. */
function startOf(words: readonly ShellWord[]): string[] {
  const isEnv = words[0]?.text === "env";
  const left = words
    .filter((word) => !(isEnv && (word === words[0] || isAssigned(word))))
    .map(({ text }) => text)
    .filter((text) => !python.test(text) && text !== "-m" && text !== "exec");
  return left.length === 0 ? [] : [left.join(" ")];
}

/** Variables by `export`, `env` and assignments, and those that nobody knows without a shell. */
function settingsOf(before: readonly ShellCommand[], call: ShellCommand) {
  const exports = before.filter(
    ({ words: [first, ...others] }) => first?.text === "export" && others.every(isAssigned),
  );
  const own = call.words[0]?.text === "env" ? call.words.flatMap(assigned) : [];
  const all = [...exports.flatMap(({ words }) => words.flatMap(assigned)), ...call.variables, ...own];
  const known = all.filter(([, { isExpanded }]) => !isExpanded).map(([name, { text }]) => [name, text] as const);
  const unknown = all.filter(([, { isExpanded }]) => isExpanded).map(([name, { text }]) => `${name}=${text}`);
  return { commands: exports, variables: Object.fromEntries(known), unknown };
}

const isAssigned = (word: ShellWord): boolean => assigned(word).length > 0;

/** `pip install -r FILE`, alone. */
function requirementsOf({ words, redirections, variables }: ShellCommand): string | undefined {
  if (redirections.length + variables.length > 0 || words.some(({ isExpanded }) => isExpanded)) return undefined;
  const line = words.map(({ text }) => text).join(" ");
  const pattern =
    /^(?:python[\d.]* -m )?pip[\d.]* install(?: -q| -qq| --quiet| --no-cache-dir| -U| --upgrade| --user)* (?:-r|--requirement)[ =]?(\S+)$/;
  return pattern.exec(line)?.[1]?.replace(/^\.\//, "");
}
