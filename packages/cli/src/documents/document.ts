/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What a file holds. */
export interface Document {
  readonly value: unknown;
  /** Where the value at a path (`resources.nodes`, `args.report_to[0]`) is written; for YAML also how. */
  find(path: string): Written | undefined;
}

export interface Written extends Place {
  /** A plain YAML scalar as it stands in the file: `4.60`, `yes`. */
  readonly source?: string;
}

/** The place of a character in a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
