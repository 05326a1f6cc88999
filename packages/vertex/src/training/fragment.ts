import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import type { CustomJob, CustomJobSpec, WorkerPoolSpec } from "../native-types.gen.ts";
import { below, hasParts } from "../pointer.ts";
import type { ResolvedSettings } from "../settings.ts";

type Planned<T> = T extends string
  ? T | Placeholder
  : T extends readonly (infer Item)[]
    ? readonly Planned<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Planned<T[K]> }
      : T;

/** Worker pools by their position, which is their meaning; a list in the request. */
export type Pools = Readonly<Record<number, Planned<WorkerPoolSpec>>>;

/** A job's body while it is put together. */
export type DraftBody = Planned<Omit<CustomJob, "jobSpec">> & {
  readonly jobSpec?: Planned<Omit<CustomJobSpec, "workerPoolSpecs">> & { readonly workerPoolSpecs?: Pools };
};

/** Members of the request that one cause decides. `origin` names the cause: `spec:…`, `settings:…`, `core:…` or `default`. */
export interface Part {
  readonly origin: string;
  readonly body: DraftBody;
}

/** What one rule adds to the plan. */
export interface Fragment {
  readonly parts?: readonly Part[];
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;

/** A body put together from parts, and where each of its leaves came from, by JSON pointer. */
export interface Assembly {
  readonly body: object;
  readonly origins: Readonly<Record<string, string>>;
}

/** Puts the parts together in order: objects merge, lists grow. */
export function assemble(parts: readonly Part[]): Assembly {
  const origins: Record<string, string> = {};
  const body = parts.reduce<unknown>((whole, part) => add(whole, part.body, "", part.origin, origins), {});
  return { body: body as object, origins };
}

function add(base: unknown, value: unknown, at: string, origin: string, origins: Record<string, string>): unknown {
  if (!hasParts(value)) {
    origins[at] = origin;
    return value;
  }
  if (Array.isArray(value)) {
    const before: readonly unknown[] = Array.isArray(base) ? base : [];
    return [
      ...before,
      ...value.map((item, index) => add(undefined, item, below(at, before.length + index), origin, origins)),
    ];
  }
  const result: Record<string, unknown> = { ...(base as object | undefined) };
  for (const [key, inner] of Object.entries(value))
    result[key] = add(result[key], inner, below(at, key), origin, origins);
  return result;
}
