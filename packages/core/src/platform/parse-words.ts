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
