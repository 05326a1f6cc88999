import type { Diagnostic, SearchRange } from "@switchyard/core";
import type { StudySpecParameterSpec } from "../native-types.gen.ts";
import { takes } from "@switchyard/core/platform";

const isList = (range: SearchRange): range is readonly (string | number | boolean)[] => Array.isArray(range);

/** What one argument may be, in Vertex AI's words, or why it cannot be said. */
export function parameterOf(
  parameterId: string,
  range: SearchRange,
  transformers: string | undefined,
): StudySpecParameterSpec | { readonly problem: Diagnostic } {
  if (isList(range)) return listOf(parameterId, range);
  const { min, max, scale } = range;
  const scaleType = scale === "log" ? "UNIT_LOG_SCALE" : "UNIT_LINEAR_SCALE";
  // An argument that does not take 1.5 is a whole number.
  if (takes(parameterId, 1.5, transformers))
    return { parameterId, doubleValueSpec: { minValue: min, maxValue: max }, scaleType };
  const [first, last] = [Math.ceil(min), Math.floor(max)];
  if (first > last) return { problem: noWholeNumber(parameterId, min, max) };
  return { parameterId, integerValueSpec: { minValue: String(first), maxValue: String(last) }, scaleType };
}

/** Numbers in their order, as Google wants them; everything else as text. */
function listOf(parameterId: string, values: readonly (string | number | boolean)[]): StudySpecParameterSpec {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return { parameterId, categoricalValueSpec: { values: values.map(String) } };
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  return { parameterId, discreteValueSpec: { values: sorted }, scaleType: "UNIT_LINEAR_SCALE" };
}

function noWholeNumber(name: string, min: number, max: number): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: `study.space.${name}`,
    message: `This argument is a whole number, and there is none from ${min} to ${max}.`,
    fix: "Widen the range, or give a list of values.",
  };
}
