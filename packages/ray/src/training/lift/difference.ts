import { below } from "@switchyard/core/platform";
import { isMembers, type Members } from "./piece.ts";

/** What an override must say so that a planned body becomes the given one, as far as merging can. */
export interface Difference {
  readonly override: Members;
  /** JSON pointers of the members that it sets. */
  readonly pointers: readonly string[];
}

/** Compares a native body with the one that a plan would send. Lists of named items are compared item by item. */
export function differenceOf(planned: Members, native: Members, skipped: (pointer: string) => boolean): Difference {
  const pointers: string[] = [];
  const override = members(planned, native, "", skipped, pointers);
  return { override, pointers };
}

function members(
  planned: Members,
  native: Members,
  at: string,
  skipped: (pointer: string) => boolean,
  pointers: string[],
): Members {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(native)) {
    const pointer = below(at, key);
    if (value === undefined || value === null || skipped(pointer)) continue;
    const different = valueOf(
      Object.hasOwn(planned, key) ? planned[key] : undefined,
      value,
      pointer,
      skipped,
      pointers,
    );
    // A name that an object has by itself would not become a member of it.
    if (different !== undefined)
      Object.defineProperty(result, key, { value: different, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

function valueOf(
  planned: unknown,
  native: unknown,
  at: string,
  skipped: (pointer: string) => boolean,
  pointers: string[],
): unknown {
  if (isMembers(planned) && isMembers(native)) {
    const inner = members(planned, native, at, skipped, pointers);
    return Object.keys(inner).length === 0 ? undefined : inner;
  }
  const name = namingField(planned, native);
  if (name !== undefined) {
    const items = (native as readonly Members[]).flatMap((item, index): Members[] => {
      const base = (planned as readonly Members[]).find((each) => each[name] === item[name]);
      if (base === undefined) {
        pointers.push(below(at, index));
        return [item];
      }
      const inner = members(base, item, below(at, index), skipped, pointers);
      return Object.keys(inner).length === 0 ? [] : [{ [name]: item[name], ...inner }];
    });
    return items.length === 0 ? undefined : items;
  }
  if (JSON.stringify(planned) === JSON.stringify(native)) return undefined;
  pointers.push(at);
  return native;
}

/** Lists that merge by name (`keyed` of the translation): workers by their group, containers and variables by name. */
function namingField(planned: unknown, native: unknown): "groupName" | "name" | undefined {
  if (!Array.isArray(planned) || !Array.isArray(native) || planned.length === 0) return undefined;
  return (["groupName", "name"] as const).find((field) =>
    [...(planned as unknown[]), ...(native as unknown[])].every(
      (item) => isMembers(item) && typeof item[field] === "string",
    ),
  );
}
