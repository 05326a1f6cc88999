/** CloudWatch takes at most 256 KB in one event; a longer line goes on in the next one. */
const longestLine = 256 * 1024;
const newline = 0x0a;

/**
 * Cuts a byte stream into lines. Only complete lines are decoded, so that a character that arrives in
 * two chunks stays whole. A carriage return stays in its line, as it does in CloudWatch; empty lines are
 * left out, because no event may be empty.
 */
export class LineSplitter {
  #held: Buffer = Buffer.alloc(0);

  /** Takes a chunk and gives the lines that it completes. */
  push(chunk: Buffer): string[] {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const lines: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      lines.push(...cut(bytes.subarray(start, end)));
      start = end + 1;
    }
    this.#held = bytes.subarray(start);
    while (this.#held.length > longestLine) {
      const end = characterStart(this.#held, longestLine);
      lines.push(this.#held.toString("utf8", 0, end));
      this.#held = this.#held.subarray(end);
    }
    return lines;
  }

  /** The last line, where the stream ended without a line break. */
  finish(): string[] {
    const rest = cut(this.#held);
    this.#held = Buffer.alloc(0);
    return rest;
  }
}

function cut(line: Buffer): string[] {
  const parts: string[] = [];
  for (let start = 0; start < line.length;) {
    const end = line.length - start > longestLine ? characterStart(line, start + longestLine) : line.length;
    parts.push(line.toString("utf8", start, end));
    start = end;
  }
  return parts;
}

/** The nearest place at or before `index` where a UTF-8 character begins. */
function characterStart(bytes: Buffer, index: number): number {
  let start = index;
  while (start > index - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
