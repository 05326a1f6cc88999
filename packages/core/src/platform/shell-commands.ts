/** What one command of a line ends with. */
const operators = new Set(["&&", "||", ";", "|", "\n"]);

/** A quoted text, an operator, an escaped character or one of its own. */
const pieces = String.raw`"(?:\\.|[^"\\])*"|'[^']*'|&&|\|\||[;|\n]|\\\n|\\.|[^\s"'\\;|&]|&|\s`;

/**
 * A shell's words, command by command. Variables stay as they are written.
 *
 * @param atom what is no shell's and stays whole, such as the expressions of a template
 */
export function shellCommands(text: string, atom?: RegExp): string[][] {
  const token = new RegExp(atom === undefined ? pieces : `${atom.source}|${pieces}`, "g");
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
  if (part.startsWith("'") && part.length > 1) return part.slice(1, -1);
  if (part.startsWith('"') && part.length > 1) return part.slice(1, -1).replace(/\\(["\\$`])/g, "$1");
  return part.startsWith("\\") ? part.slice(1) : part;
}
