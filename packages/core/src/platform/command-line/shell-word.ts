/** A word as a shell hands it to a program, as far as that can be known without running the shell. */
export interface ShellWord {
  /** Without quotes; what a shell would replace stands as it is written. */
  readonly text: string;
  /** Whether a shell would put something else in its place: a variable, a command's output, names of files. */
  readonly isExpanded: boolean;
}

/** A word whose text is what a program gets. */
export const plainWord = (text: string): ShellWord => ({ text, isExpanded: false });

/** One part of a word: how it begins, and what it says. `${{ }}` is a template of Azure ML's, no variable. */
const parts: readonly { readonly pattern: RegExp; readonly read: (part: string) => ShellWord }[] = [
  { pattern: /\$\{\{[^}]*\}\}/y, read: plainWord },
  { pattern: /\\\r?\n/y, read: () => plainWord("") },
  { pattern: /\\[\s\S]/y, read: (part) => plainWord(part.slice(1)) },
  { pattern: /'[^']*'/y, read: (part) => plainWord(part.slice(1, -1)) },
  { pattern: /"(?:\\[\s\S]|\$\{\{[^}]*\}\}|[^"\\])*"/y, read: (part) => inQuotes(part.slice(1, -1)) },
  { pattern: /\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^}]*\}|\$[A-Za-z_]\w*|\$[\d@*#?!$-]/y, read: expanded },
  { pattern: /[*?]/y, read: expanded },
  { pattern: /[^\s"'\\;|&<>]/y, read: plainWord },
  // A quote that nobody closes, and what else is left, stands for itself.
  { pattern: /["'\\]/y, read: plainWord },
];

function expanded(text: string): ShellWord {
  return { text, isExpanded: true };
}

/** Within double quotes only `$` and backticks are replaced, and only four characters escaped. */
function inQuotes(text: string): ShellWord {
  const isExpanded = /(?<!\\)(?:\\\\)*(?:\$(?:[A-Za-z_\d@*#?(]|\{(?!\{))|`)/.test(text);
  return { text: text.replace(/\\\r?\n/g, "").replace(/\\(["\\$`])/g, "$1"), isExpanded };
}

/** The word that begins at `start`, and where it ends; undefined where none begins. */
export function wordAt(text: string, start: number): { readonly word: ShellWord; readonly end: number } | undefined {
  let end = start;
  let said = "";
  let isExpanded = text[start] === "~";
  for (;;) {
    const found = partAt(text, end);
    if (found === undefined) break;
    end += found.length;
    said += found.word.text;
    isExpanded ||= found.word.isExpanded;
  }
  return end === start ? undefined : { word: { text: said, isExpanded }, end };
}

function partAt(text: string, at: number): { readonly word: ShellWord; readonly length: number } | undefined {
  for (const { pattern, read } of parts) {
    pattern.lastIndex = at;
    const part = pattern.exec(text)?.[0];
    if (part !== undefined) return { word: read(part), length: part.length };
  }
  return undefined;
}
