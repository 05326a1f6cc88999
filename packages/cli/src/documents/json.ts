import { configError, formatPath } from "@switchyard/core";
import { placeAt, type Document } from "./document.ts";

/** Deeper than any spec; beyond it a hostile file could end the process. */
const deepest = 200;

const token =
  /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)))/y;

const blank = /\s*/y;

/**
 * Reads strict JSON. Unlike `JSON.parse` it tells line and column, and refuses a name given twice.
 *
 * @throws {ConfigError} with the line and column of the first mistake.
 */
export function parseJson(text: string, label: string): Document {
  const offsets = new Map<string, number>();
  const value = new Reader(text, label, offsets).document();
  const find = (path: string) => (offsets.has(path) ? placeAt(text, offsets.get(path) ?? 0) : undefined);
  return { value, find };
}

class Reader {
  private offset = 0;

  constructor(
    private readonly text: string,
    private readonly label: string,
    private readonly offsets: Map<string, number>,
  ) {}

  document(): unknown {
    const value = this.value([]);
    if (this.peek() !== undefined || this.rest() !== "")
      this.fail("Nothing may follow the end of the document.", "Remove what follows.");
    return value;
  }

  private value(keys: readonly (string | number)[]): unknown {
    if (keys.length > deepest) this.fail(`This is nested more than ${deepest} levels deep.`, "Nest less.");
    const start = this.peek();
    this.offsets.set(formatPath(keys), this.start());
    if (start === "{") return this.object(keys);
    if (start === "[") return this.list(keys);
    if (start === undefined || /^[}\],:]$/.test(start)) this.failUnexpected();
    const value: unknown = JSON.parse(start);
    if (/^-?\d+$/.test(start) && !Number.isSafeInteger(value))
      this.fail(`${start} is beyond the whole numbers that JSON keeps exactly.`, `Write "${start}".`);
    this.next();
    return value;
  }

  private object(keys: readonly (string | number)[]): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.next();
    for (let first = true; !this.takes("}"); first = false) {
      if (!first) this.expect(",", "Write a comma between two entries, or close the object with }.");
      const name = this.peek();
      if (name?.startsWith('"') !== true)
        this.fail("A name in double quotes is wanted here.", 'Write "name": value; no comma before }.');
      const key = JSON.parse(name) as string;
      if (Object.hasOwn(object, key)) this.fail(`The name ${name} stands here twice.`, "Keep one of the two.");
      this.next();
      this.expect(":", 'Write "name": value.');
      const value = this.value([...keys, key]);
      // Assigned plainly, `__proto__` would change the object's prototype.
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return object;
  }

  private list(keys: readonly (string | number)[]): unknown[] {
    const list: unknown[] = [];
    this.next();
    while (!this.takes("]")) {
      if (list.length > 0) this.expect(",", "Write a comma between two values, or close the list with ].");
      list.push(this.value([...keys, list.length]));
    }
    return list;
  }

  private peek(): string | undefined {
    token.lastIndex = this.offset;
    const match = token.exec(this.text);
    return match?.[1] ?? match?.[2] ?? match?.[3];
  }

  private next(): void {
    token.lastIndex = this.offset;
    token.exec(this.text);
    this.offset = token.lastIndex;
  }

  private takes(mark: string): boolean {
    if (this.peek() !== mark) return false;
    this.next();
    return true;
  }

  private expect(mark: string, fix: string): void {
    if (!this.takes(mark)) this.fail(`Found ${this.found()} where "${mark}" is wanted.`, fix);
  }

  private start(): number {
    blank.lastIndex = this.offset;
    blank.exec(this.text);
    return blank.lastIndex;
  }

  private rest(): string {
    return this.text.slice(this.start());
  }

  private found(): string {
    const rest = this.rest();
    return rest === "" ? "the end of the file" : JSON.stringify((/^(?:\w+|.)/s.exec(rest)?.[0] ?? "").slice(0, 20));
  }

  private failUnexpected(): never {
    const fix =
      this.rest() === ""
        ? "Close every { and [."
        : 'JSON knows "text" in double quotes, numbers, true, false, null, lists and objects; no comments.';
    this.fail(`Found ${this.found()} where a value is wanted.`, fix);
  }

  private fail(message: string, fix: string): never {
    const { line, column } = placeAt(this.text, this.start());
    throw configError("json", `${this.label}:${line}:${column}`, message, fix);
  }
}
