import type { InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { ObjectStore } from "../contract/store.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";

/** A store that can create an object once. */
export type LedgerStore = ObjectStore & Required<Pick<ObjectStore, "create">>;

/**
 * Small JSON objects below one folder, each written once and never changed. Of several processes that write one name at the
 * same time one alone succeeds, and all read the same from then on: that is all that supervisors of a run agree by.
 */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #folder: string;
  readonly #known = new Map<string, unknown>();

  constructor(store: LedgerStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** Everything that stands there, by name. What was read once is not read again. */
  async read(call: InnerCall): Promise<ReadonlyMap<string, unknown>> {
    const names = await retry(call, async (inner) => {
      const found: string[] = [];
      for await (const { uri } of this.#store.list(this.#folder, inner)) found.push(uri.slice(this.#folder.length));
      return found;
    });
    const fresh = names.filter((name) => name.endsWith(".json") && !this.#known.has(name));
    await Promise.all(fresh.map((name) => this.#load(name, call)));
    return this.#known;
  }

  /** One object, or undefined where there is none. */
  async find(name: string, call: InnerCall): Promise<unknown> {
    if (this.#known.has(name)) return this.#known.get(name);
    try {
      return await this.#load(name, call);
    } catch (error) {
      if (SwitchyardError.is(error, "not-found")) return undefined;
      throw error;
    }
  }

  /** Writes an object and tells what stands there now; `ours` when that is what was given. */
  async write<T extends object>(name: string, value: T, call: InnerCall): Promise<{ value: T; ours: boolean }> {
    const text = JSON.stringify(value);
    const isNew = await retry(call, (inner) =>
      this.#store.create(this.#folder + name, new TextEncoder().encode(text), inner),
    );
    if (isNew) this.#known.set(name, value);
    // An answer may have been lost: then the object that is in the way is our own.
    const stands = (await this.find(name, call)) as T;
    return { value: stands, ours: isNew || JSON.stringify(stands) === text };
  }

  async #load(name: string, call: InnerCall): Promise<unknown> {
    const text = await retry(call, async (inner) => {
      const decoder = new TextDecoder();
      let read = "";
      for await (const chunk of this.#store.get(this.#folder + name, inner))
        read += decoder.decode(chunk, { stream: true });
      return read + decoder.decode();
    });
    const value = parse(text, this.#folder + name);
    this.#known.set(name, value);
    return value;
  }
}

function parse(text: string, uri: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new SwitchyardError("unexpected-reply", `${uri} is no object of a run's record: someone else wrote there.`);
}
