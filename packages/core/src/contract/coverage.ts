import type { TrainerSpec } from "./spec.ts";

type Leaf = string | number | boolean | readonly unknown[];

type PathsOf<T, Prefix extends string> = {
  [K in keyof T & string]-?: NonNullable<T[K]> extends Leaf
    ? `${Prefix}${K}`
    : string extends keyof NonNullable<T[K]>
      ? `${Prefix}${K}`
      : K extends "args" | "platforms"
        ? K
        : PathsOf<NonNullable<T[K]>, `${Prefix}${K}.`>;
}[keyof T & string];

/** Every leaf of the spec, such as `resources.spot`. */
export type SpecPath = PathsOf<TrainerSpec<"5">, "">;

/** Who answers for one leaf of the spec. */
export type CoverageEntry<Rule extends string = string> =
  | { readonly rule: Rule }
  | { readonly by: "launcher" | "core" }
  | { readonly unsupported: string; readonly fix: string };

/** One entry for every leaf: a leaf that a platform forgets is a compile error. */
export type Coverage<Rule extends string = string> = { readonly [P in SpecPath]: CoverageEntry<Rule> };
