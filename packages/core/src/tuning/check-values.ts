import { checkArgument } from "../arguments/check.ts";
import type { Dialect } from "../arguments/index.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { SearchRange } from "../contract/study.ts";

/** What is wrong with the values that an argument may take in a trial, each by itself. */
export function checkValues(name: string, range: SearchRange, path: string, dialect: Dialect): Diagnostic[] {
  const values: (readonly [at: string, value: unknown])[] = isList(range)
    ? range.map((value, index) => [`${path}[${index}]`, value])
    : [
        [`${path}.min`, range.min],
        [`${path}.max`, range.max],
      ];
  return values.flatMap(([at, value]) => {
    const fault = checkArgument(name, value, at, dialect) ?? notInOneToken(name, value, at, dialect);
    return fault === undefined ? [] : [fault];
  });
}

/** The launcher passes a chosen value as `--NAME=VALUE`, which HfArgumentParser does not take for every argument. */
function notInOneToken(name: string, value: unknown, path: string, dialect: Dialect): Diagnostic | undefined {
  const form = dialect.rows.get(name)?.argv;
  const isSwitch = form === "flag" || form === "words";
  const fits = isSwitch ? typeof value === "string" : form === "boolean" ? typeof value === "boolean" : form !== "none";
  if (fits) return undefined;
  const message = `${JSON.stringify(value)} cannot be passed to the script as \`--${name}=VALUE\`.`;
  const fix = isSwitch ? "Write words." : form === "boolean" ? "Write true or false." : "Vary another argument.";
  return { severity: "error", code: "wrong-study", path, message, fix };
}

export function isList(range: SearchRange): range is readonly (string | number | boolean)[] {
  return Array.isArray(range);
}
