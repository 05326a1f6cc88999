import type { Diagnostic, SearchRange, Study } from "@switchyard/core";
import { takes } from "@switchyard/core/platform";

/** One parameter in Azure's words: the distribution's name, and its numbers. */
export type Distribution = readonly [
  kind: "choice" | "uniform" | "loguniform",
  values: readonly (number | readonly (string | number | boolean)[])[],
];

/** A range of whole numbers has to be written out as a list of at most this many. */
const longestList = 1000;

const isList = (range: SearchRange): range is readonly (string | number | boolean)[] => Array.isArray(range);

/** A whole-number argument must not be given 3.7, and Azure's distributions of whole numbers give 3.0 or begin at 0. */
const isWhole = (name: string, transformers: string | undefined): boolean => !takes(name, 1.5, transformers);

/** What one argument may be, as Azure says it, or why Azure cannot. Bounds of `loguniform` are natural logarithms. */
export function distributionOf(
  name: string,
  range: SearchRange,
  transformers: string | undefined,
): Distribution | { readonly problem: Diagnostic } {
  if (isList(range)) return choiceOf(name, range);
  const { min, max, scale } = range;
  if (!isWhole(name, transformers))
    return scale === "log" ? ["loguniform", [Math.log(min), Math.log(max)]] : ["uniform", [min, max]];
  const first = Math.ceil(min);
  const count = Math.floor(max) - first + 1;
  if (scale !== "log" && count >= 1 && count <= longestList) {
    return ["choice", [Array.from({ length: count }, (_, index) => first + index)]];
  }
  const message =
    scale === "log"
      ? "This argument is a whole number, and Azure has no logarithmic scale of whole numbers."
      : `This argument is a whole number, and Azure takes a list of at most ${longestList}; the range has ${Math.max(count, 0)}.`;
  return { problem: fault(`space.${name}`, message, "Give a list of values, such as `[8, 16, 32]`.") };
}

/** Azure writes the value into the command, between quotes that a shell reads. */
function choiceOf(
  name: string,
  values: readonly (string | number | boolean)[],
): Distribution | { readonly problem: Diagnostic } {
  const unfit = values.find((value) => typeof value === "string" && /["$`\\\n]/.test(value));
  if (unfit === undefined) return ["choice", [values]];
  const message = `Found ${JSON.stringify(unfit)}. A value of a search passes through a shell here, which would change it.`;
  return {
    problem: fault(
      `space.${name}`,
      message,
      "Use values without quotes, dollar signs, backticks, backslashes and line breaks.",
    ),
  };
}

/** How trials are chosen: Bayesian where every parameter's distribution allows it, else at random. */
export function samplingOf(study: Study, kinds: readonly Distribution[0][]): "Bayesian" | "Random" | "Grid" {
  if (study.search !== undefined)
    return ({ bayesian: "Bayesian", random: "Random", grid: "Grid" } as const)[study.search];
  return kinds.includes("loguniform") ? "Random" : "Bayesian";
}

/** Distributions that each kind of sampling takes (Microsoft Learn, "Hyperparameter tuning a model"). */
const allowed = {
  Bayesian: ["choice", "uniform"],
  Random: ["choice", "uniform", "loguniform"],
  Grid: ["choice"],
} as const satisfies Readonly<Record<string, readonly Distribution[0][]>>;

/** Parameters whose distribution the chosen sampling does not take. */
export function checkSampling(
  sampling: keyof typeof allowed,
  space: Readonly<Record<string, Distribution>>,
): Diagnostic[] {
  const kinds: readonly string[] = allowed[sampling];
  return Object.entries(space)
    .filter(([, [kind]]) => !kinds.includes(kind))
    .map(([name, [kind]]) =>
      fault(
        `space.${name}`,
        `Azure's ${sampling} sampling takes ${kinds.join(" and ")}; this is ${kind}.`,
        kind === "loguniform" && sampling === "Bayesian"
          ? 'Use `search: "random"`, or a linear scale.'
          : "Give a list of values, or use another `search`.",
      ),
    );
}

function fault(path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code: "unsupported", path: `study.${path}`, message, fix };
}
