/** A word of the command line, or a flag with what was given for it. */
export type Token =
  | { readonly kind: "word"; readonly text: string }
  | {
      readonly kind: "flag";
      /** Without hyphens; a flag that cannot be one keeps its own. */
      readonly name: string;
      /** As it was typed, without its value. */
      readonly written: string;
      readonly value: string | undefined;
      /** Whether the value stands behind `=` in the same word. */
      readonly isInline: boolean;
    };

/**
 * Splits a command line: `--flag`, `--flag=value`, `--flag value` where the flag takes one, `-h`; everything behind `--` is
 * words. util.parseArgs does the same, and loading it takes longer than all the rest of this.
 */
export function tokenize(argv: readonly string[], takesValue: (name: string) => boolean): readonly Token[] {
  const tokens: Token[] = [];
  const rest = [...argv];
  for (let text = rest.shift(); text !== undefined; text = rest.shift()) {
    if (text === "--") return [...tokens, ...rest.map(asWord)];
    if (text === "-" || !text.startsWith("-")) {
      tokens.push(asWord(text));
      continue;
    }
    const end = text.indexOf("=");
    const isInline = end !== -1;
    const written = isInline ? text.slice(0, end) : text;
    const name = nameOf(written);
    const value = isInline ? text.slice(end + 1) : takesValue(name) ? rest.shift() : undefined;
    tokens.push({ kind: "flag", name, written, value, isInline });
  }
  return tokens;
}

const asWord = (text: string): Token => ({ kind: "word", text });

function nameOf(written: string): string {
  if (written === "-h") return "help";
  return written.startsWith("--") ? written.slice(2) : written;
}
