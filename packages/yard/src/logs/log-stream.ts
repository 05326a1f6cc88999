import { type FileHandle, open } from "node:fs/promises";

/** One event of a log; times are milliseconds since 1970. */
export interface LogEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/**
 * One stream of log events, in a file: a line of JSON each. Positions are byte offsets, so that a
 * stream of a million lines costs no memory.
 */
export class LogStream {
  readonly name: string;
  readonly created = Date.now();
  /** Bytes that readers may see. */
  #size = 0;
  #firstTime: number | undefined;
  #lastTime: number | undefined;
  #writes: Promise<void> = Promise.resolve();
  readonly #file: Promise<FileHandle>;

  constructor(name: string, path: string) {
    this.name = name;
    this.#file = open(path, "w+");
  }

  get size(): number {
    return this.#size;
  }

  get firstTime(): number | undefined {
    return this.#firstTime;
  }

  get lastTime(): number | undefined {
    return this.#lastTime;
  }

  /** Appends messages in the order of the calls; resolves when readers can see them. */
  append(messages: readonly string[]): Promise<void> {
    this.#writes = this.#writes.then(() => this.#write(messages));
    return this.#writes;
  }

  /** Reads bytes from a position; fewer at the end. */
  async read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.#size - position));
    const buffer = Buffer.alloc(wanted);
    const { bytesRead } = await (await this.#file).read(buffer, 0, wanted, position);
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#writes;
    await (await this.#file).close();
  }

  async #write(messages: readonly string[]): Promise<void> {
    const now = Math.max(Date.now(), this.#lastTime ?? 0);
    const records = messages.map((message) =>
      JSON.stringify({ timestamp: now, ingestionTime: now, message } satisfies LogEvent),
    );
    const bytes = Buffer.from(records.map((record) => `${record}\n`).join(""));
    await (await this.#file).write(bytes, 0, bytes.length, this.#size);
    this.#firstTime ??= now;
    this.#lastTime = now;
    this.#size += bytes.length;
  }
}
