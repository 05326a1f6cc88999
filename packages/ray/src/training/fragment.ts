import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { JobSubmitRequest, RayJob, Text } from "../native-types.ts";
import { below, hasParts } from "../pointer.ts";
import type { ResolvedSettings } from "../settings.ts";

type Incomplete<T> = T extends readonly (infer Item)[]
  ? readonly Incomplete<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Incomplete<T[K]> }
    : T;

/** Members of a body that one cause decides. `origin` names it: `spec:…`, `settings:…`, `core:…` or `default`. */
export interface Part<Body extends object = object> {
  readonly origin: string;
  readonly body: Incomplete<Body>;
}

/** What one rule adds to the plan. Of `job` and `manifest` only the one is used that the settings ask for. */
export interface Fragment {
  readonly job?: readonly Part<JobSubmitRequest>[];
  readonly manifest?: readonly Part<RayJob>[];
  /** Variables of the job's runtime environment, wherever that stands. */
  readonly variables?: readonly { readonly origin: string; readonly values: Readonly<Record<string, Text>> }[];
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;

/** A body put together from parts, and where each of its leaves came from, by JSON pointer. */
export interface Assembly {
  readonly body: object;
  readonly origins: Readonly<Record<string, string>>;
}

/** Puts the parts together in order: objects merge, items of lists merge by their name or are added, the rest replaces. */
export function assemble(parts: readonly Part[]): Assembly {
  const origins: Record<string, string> = {};
  const body = parts.reduce<unknown>((whole, part) => add(whole, part.body, "", part.origin, origins), {});
  return { body: body as object, origins };
}

type Origins = Record<string, string>;

function add(base: unknown, value: unknown, at: string, origin: string, origins: Origins): unknown {
  if (!hasParts(value)) {
    origins[at] = origin;
    return value;
  }
  if (Array.isArray(value)) return addItems(Array.isArray(base) ? base : [], value, at, origin, origins);
  const result: Record<string, unknown> = { ...(base as object | undefined) };
  for (const [key, inner] of Object.entries(value))
    result[key] = add(result[key], inner, below(at, key), origin, origins);
  return result;
}

function addItems(
  base: readonly unknown[],
  items: readonly unknown[],
  at: string,
  origin: string,
  origins: Origins,
): unknown[] {
  const result = [...base];
  for (const item of items) {
    const name = nameOf(item);
    const found = name === undefined ? -1 : result.findIndex((existing) => nameOf(existing) === name);
    const index = found === -1 ? result.length : found;
    result[index] = add(result[index], item, below(at, index), origin, origins);
  }
  return result;
}

/** What tells an item of a Kubernetes list from its neighbours. */
function nameOf(item: unknown): unknown {
  const { name, groupName } = (item ?? {}) as { readonly name?: unknown; readonly groupName?: unknown };
  return name ?? groupName;
}
