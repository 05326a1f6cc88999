import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { CommandJob } from "../native-types.ts";
import { below, hasParts } from "../pointer.ts";
import type { ResolvedSettings } from "../settings.ts";

type Incomplete<T> = { readonly [K in keyof T]?: T[K] extends object | undefined ? T[K] | Incomplete<T[K]> : T[K] };

/** Members of one request's `properties` that one cause decides. `origin` names it: `spec:…`, `settings:…`, `core:…` or `default`. */
export interface Part {
  readonly origin: string;
  readonly body: Incomplete<CommandJob>;
}

/** What one rule adds to the plan: to the job, and to what is created before it. */
export interface Fragment {
  readonly job?: readonly Part[];
  /** The registered image, by its environment's name, when the job needs one. */
  readonly environment?: { readonly name: string; readonly image: string; readonly origin: string };
  readonly diagnostics?: readonly Diagnostic[];
}

/** Translates its leaves of the spec. Pure. */
export type Rule = (input: TranslationInput, settings: ResolvedSettings) => Fragment;

/** A body put together from parts, and where each of its leaves came from, by JSON pointer. */
export interface Assembly {
  readonly body: object;
  readonly origins: Readonly<Record<string, string>>;
}

/** Puts the parts together in order: objects merge, what has no parts replaces. */
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
  const result: Record<string, unknown> = { ...(base as object | undefined) };
  for (const [key, inner] of Object.entries(value))
    result[key] = add(result[key], inner, below(at, key), origin, origins);
  return result;
}
