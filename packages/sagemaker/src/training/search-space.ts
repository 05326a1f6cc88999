import type { Diagnostic, SearchRange } from "@switchyard/core";
import type {
  CategoricalParameterRange,
  ContinuousParameterRange,
  IntegerParameterRange,
  ParameterRanges,
} from "@aws-sdk/client-sagemaker";
import { takes } from "@switchyard/core/platform";

type Range =
  | { readonly IntegerParameterRanges: IntegerParameterRange }
  | { readonly ContinuousParameterRanges: ContinuousParameterRange }
  | { readonly CategoricalParameterRanges: CategoricalParameterRange };

const isList = (range: SearchRange): range is readonly (string | number | boolean)[] => Array.isArray(range);

/** What one argument may be, in SageMaker's words, or why SageMaker cannot say it. */
export function rangeOf(
  name: string,
  range: SearchRange,
  transformers: string | undefined,
): Range | { readonly problem: Diagnostic } {
  if (isList(range)) return choicesOf(name, range);
  const { min, max, scale } = range;
  const ScalingType = scale === "log" ? "Logarithmic" : "Linear";
  const isWhole = !takes(name, 1.5, transformers);
  if (!isWhole)
    return { ContinuousParameterRanges: { Name: name, MinValue: String(min), MaxValue: String(max), ScalingType } };
  const [first, last] = [Math.ceil(min), Math.floor(max)];
  if (first < last)
    return { IntegerParameterRanges: { Name: name, MinValue: String(first), MaxValue: String(last), ScalingType } };
  const message = `This argument is a whole number, and between ${min} and ${max} are fewer than two.`;
  return { problem: fault(name, message, "Widen the range, or give a list of values.") };
}

/** The toolkit of the images hands a value to the launcher through a shell, after reading it as JSON. */
function choicesOf(
  name: string,
  values: readonly (string | number | boolean)[],
): Range | { readonly problem: Diagnostic } {
  const unfit = values.find((value) => typeof value === "string" && !/^[\w@%+=:,./-]+$/.test(value));
  if (unfit === undefined) return { CategoricalParameterRanges: { Name: name, Values: values.map(written) } };
  const message = `Found ${JSON.stringify(unfit)}. A value of a search passes through a shell here, which would change it.`;
  return { problem: fault(name, message, "Use values of letters, digits and @ % _ + = : , . / - alone.") };
}

/** Text that JSON would read as something else is written as JSON's text. */
function written(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  try {
    JSON.parse(value);
  } catch {
    return value;
  }
  return JSON.stringify(value);
}

/** Ranges sorted into SageMaker's three lists; a list with nothing in it is left out. */
export function parameterRanges(ranges: readonly Range[]): ParameterRanges {
  const lists: { [K in keyof ParameterRanges]?: object[] } = {};
  for (const range of ranges)
    for (const [list, item] of Object.entries(range)) (lists[list as keyof ParameterRanges] ??= []).push(item);
  return lists as ParameterRanges;
}

function fault(name: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code: "unsupported", path: `study.space.${name}`, message, fix };
}
