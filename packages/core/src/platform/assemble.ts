import { below, hasParts } from "./pointer.ts";

/** A body while it is put together: any member may be missing, at any depth. */
export type Incomplete<T> = T extends readonly (infer Item)[]
  ? readonly Incomplete<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Incomplete<T[K]> }
    : T;

/** Members of a body that one cause decides. `origin` names it: `spec:…`, `settings:…`, `core:…` or `default`. */
export interface Part<Body extends object = object> {
  readonly origin: string;
  readonly body: Incomplete<Body>;
}

/** A body put together from parts, and where each of its leaves came from, by JSON pointer. */
export interface Assembly {
  readonly body: object;
  readonly origins: Readonly<Record<string, string>>;
}

/** Which item of a list an item of a later part is merged into; the list's length adds it behind the others. */
export type Merging = (list: readonly unknown[], item: unknown) => number;

const atTheEnd: Merging = (list) => list.length;

/** Items that bear one `name` or `groupName` are one item, as in the lists of Kubernetes. */
export const byName: Merging = (list, item) => {
  const name = nameOf(item);
  const found = name === undefined ? -1 : list.findIndex((existing) => nameOf(existing) === name);
  return found === -1 ? list.length : found;
};

function nameOf(item: unknown): unknown {
  const { name, groupName } = (item ?? {}) as { readonly name?: unknown; readonly groupName?: unknown };
  return name ?? groupName;
}

/**
 * Puts parts together in order: objects merge, lists grow, other values replace.
 *
 * @param merging where an item of a list goes. Default: behind the others.
 */
export function assemble(parts: readonly Part[], merging: Merging = atTheEnd): Assembly {
  const origins: Record<string, string> = {};
  const add = (base: unknown, value: unknown, at: string, origin: string): unknown => {
    if (!hasParts(value)) {
      origins[at] = origin;
      return value;
    }
    if (Array.isArray(value)) {
      const list: unknown[] = Array.isArray(base) ? [...(base as unknown[])] : [];
      for (const item of value as unknown[]) {
        const index = merging(list, item);
        list[index] = add(list[index], item, below(at, index), origin);
      }
      return list;
    }
    const result: Record<string, unknown> = { ...(base as object | undefined) };
    for (const [key, inner] of Object.entries(value)) result[key] = add(result[key], inner, below(at, key), origin);
    return result;
  };
  return {
    body: parts.reduce<unknown>((whole, { body, origin }) => add(whole, body, "", origin), {}) as object,
    origins,
  };
}
