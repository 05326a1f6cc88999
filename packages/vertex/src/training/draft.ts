import { mergeNative, type Diagnostic, type TranslationInput } from "@switchyard/core";
import type { CustomJob } from "../native-types.gen.ts";
import { assemble, leavesOf } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";
import type { Rule } from "./fragment.ts";
import { rules } from "./rules.ts";
import { overridesOf } from "./rules/overrides.ts";

/** A training job's body before anything was checked. Origins are by JSON pointer below the body. */
export interface Draft {
  readonly body: CustomJob;
  readonly origins: Readonly<Record<string, string>>;
  /** What the rules told. */
  readonly diagnostics: readonly Diagnostic[];
}

const poolsAt = "/jobSpec/workerPoolSpecs";

/** Variables have names, so that an override changes or adds one and leaves the others. */
const keyed = Object.fromEntries([0, 1, 2, 3].map((pool) => [`${poolsAt}/${pool}/containerSpec/env`, "name"]));

/** Applies every rule, and the overrides last. */
export function draft(input: TranslationInput, settings: ResolvedSettings): Draft {
  const fragments = Object.values<Rule>(rules).map((rule) => rule(input, settings));
  const assembled = assemble(fragments.flatMap((fragment) => fragment.parts ?? []));
  const origin = "spec:platforms.vertex";
  const merged = mergeNative(assembled.body, withPoolsByPosition(overridesOf(input)), { pointer: "", origin, keyed });
  const body = withPoolList(merged.body);
  const origins = leavesOf(body).map(({ pointer }) => [
    pointer,
    merged.origins[pointer] ?? assembled.origins[pointer] ?? origin,
  ]);
  return {
    body: body as CustomJob,
    origins: Object.fromEntries(origins) as Record<string, string>,
    diagnostics: fragments.flatMap((fragment) => fragment.diagnostics ?? []),
  };
}

/** A list as an object by position, so that each pool of an override is merged into the pool in its place. */
function withPoolsByPosition(override: object): object {
  const { jobSpec } = override as { readonly jobSpec?: { readonly workerPoolSpecs?: unknown } };
  if (!Array.isArray(jobSpec?.workerPoolSpecs)) return override;
  return { ...override, jobSpec: { ...jobSpec, workerPoolSpecs: { ...(jobSpec.workerPoolSpecs as unknown[]) } } };
}

/** The positions as a list again; what is missing in between is an empty pool, as Google wants it. */
function withPoolList(body: object): object {
  const { jobSpec } = body as { readonly jobSpec?: { readonly workerPoolSpecs?: unknown } };
  const pools = jobSpec?.workerPoolSpecs;
  if (typeof pools !== "object" || pools === null) return body;
  const keys = Object.keys(pools);
  if (!keys.every((key) => /^\d$/.test(key))) return body;
  const length = Math.max(...keys.map(Number)) + 1;
  const list = Array.from({ length }, (_, index) =>
    String(index) in pools ? (pools as Readonly<Record<string, unknown>>)[index] : {},
  );
  return { ...body, jobSpec: { ...jobSpec, workerPoolSpecs: list } };
}
