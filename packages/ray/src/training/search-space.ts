import type { Diagnostic, SearchRange, Study } from "@switchyard/core";
import { takes } from "@switchyard/core/platform";

/** One parameter in Ray Tune's words: the function's name (`ray.tune.loguniform`), and its arguments. */
export type Distribution = readonly [
  kind: "uniform" | "loguniform" | "randint" | "lograndint" | "choice" | "grid_search",
  ...parameters: readonly (number | readonly (string | number | boolean)[])[],
];

/** How trials are chosen: at random or over a grid by Ray Tune itself, or by Optuna, which the nodes must have. */
export type Algorithm = "random" | "grid" | "optuna";

const isList = (range: SearchRange): range is readonly (string | number | boolean)[] => Array.isArray(range);

/** Random where nothing is said: what is Bayesian needs a package besides Ray. */
export function algorithmOf({ search }: Study): Algorithm {
  return search === "bayesian" ? "optuna" : (search ?? "random");
}

/** What one argument may be, as Ray Tune says it. Its ranges of whole numbers leave their end out. */
export function distributionOf(
  name: string,
  range: SearchRange,
  algorithm: Algorithm,
  transformers: string | undefined,
): Distribution {
  if (isList(range)) return [algorithm === "grid" ? "grid_search" : "choice", range];
  const { min, max, scale } = range;
  const isLog = scale === "log";
  if (takes(name, 1.5, transformers)) return [isLog ? "loguniform" : "uniform", min, max];
  return [isLog ? "lograndint" : "randint", Math.ceil(min), Math.floor(max) + 1];
}

/** A grid has lists only, and exactly as many trials as there are combinations. */
export function checkGrid({ space, trials }: Study): Diagnostic[] {
  const ranges = Object.entries(space as Readonly<Record<string, SearchRange>>);
  const open = ranges.filter(([, range]) => !isList(range));
  if (open.length > 0) {
    return open.map(([name]) =>
      fault(
        `space.${name}`,
        "A grid takes lists of values, and this is a range.",
        'Give a list, or use `search: "random"`.',
      ),
    );
  }
  const combinations = ranges.reduce((product, [, range]) => product * (isList(range) ? range.length : 1), 1);
  if (combinations === trials) return [];
  const message = `Found ${trials} trials. Ray Tune runs every one of the ${combinations} combinations of the grid.`;
  return [fault("trials", message, `Use ${combinations}, or shorter lists.`)];
}

function fault(path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code: "unsupported", path: `study.${path}`, message, fix };
}
