import type { Diagnostic } from "../../contract/diagnostic.ts";

/** Arguments on their way to another major, and what was told about each change. */
export class Draft {
  readonly diagnostics: Diagnostic[] = [];
  readonly #values: Map<string, unknown>;

  constructor(args: Readonly<Record<string, unknown>>) {
    this.#values = new Map(Object.entries(args).filter((entry) => entry[1] !== undefined));
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  get(name: string): unknown {
    return this.#values.get(name);
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /** Removes an argument and returns what it was; undefined when it was not there. */
  take(name: string): unknown {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** A change that keeps the meaning. `path` is below the arguments. */
  changed(path: string, message: string): void {
    this.diagnostics.push({ severity: "info", code: "migrated", path: `args.${path}`, message });
  }

  /** Something that the other major cannot say, or says otherwise. */
  lost(path: string, message: string, fix: string): void {
    this.diagnostics.push({ severity: "warning", code: "not-migrated", path: `args.${path}`, message, fix });
  }

  result(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }
}

/** One change, or a group of changes that belong together. It does nothing where nothing applies. */
export type Step = (draft: Draft) => void;

export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === false;
