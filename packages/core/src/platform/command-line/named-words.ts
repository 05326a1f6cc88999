import type { ShellWord } from "./shell-word.ts";

/** A script's arguments by name: no value, one, or several. */
export interface NamedWords {
  /** Of a name that is given twice the last counts, as argparse has it. */
  readonly named: readonly (readonly [name: string, values: readonly string[]])[];
  /** Words that follow no `--name`. */
  readonly loose: readonly string[];
  /** Names of which an earlier value does not count. */
  readonly repeated: readonly string[];
  /** Arguments whose values only a shell knows, as they are written. */
  readonly expanded: readonly string[];
}

interface Open {
  readonly name: string;
  readonly values: ShellWord[];
  /** `--name=value` takes no more. */
  readonly isFull: boolean;
}

/** `--a 1 --b=2 --c` → a: ["1"], b: ["2"], c: []. A number may begin with a hyphen. */
export function namedWords(words: readonly ShellWord[]): NamedWords {
  const found: Open[] = [];
  const loose: string[] = [];
  let open: Open | undefined;
  for (const word of words) {
    const [, name, value] = /^--([A-Za-z_][\w.-]*)(?:=([\s\S]*))?$/.exec(word.text) ?? [];
    if (name !== undefined) {
      open = { name, values: value === undefined ? [] : [{ ...word, text: value }], isFull: value !== undefined };
      found.push(open);
    } else if (/^-[A-Za-z-]/.test(word.text)) {
      // An option with one hyphen: what follows is its own.
      open = undefined;
      loose.push(word.text);
    } else if (open === undefined || open.isFull) loose.push(word.text);
    else open.values.push(word);
  }
  const last = found.filter(({ name }, index) => found.findLastIndex((other) => other.name === name) === index);
  const isExpanded = ({ values }: Open): boolean => values.some((value) => value.isExpanded);
  return {
    named: last.filter((each) => !isExpanded(each)).map(({ name, values }) => [name, values.map(({ text }) => text)]),
    loose,
    repeated: [...new Set(found.filter((each) => !last.includes(each)).map(({ name }) => name))],
    expanded: last
      .filter(isExpanded)
      .map(({ name, values }) => `--${name} ${values.map(({ text }) => text).join(" ")}`),
  };
}
