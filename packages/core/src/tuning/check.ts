import { dialectOf, type ArgumentRow } from "../arguments/index.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { SearchRange, Study } from "../contract/study.ts";
import { ConfigError } from "../errors/config-error.ts";
import { checkShape, describeValue, formatPath, unknownField } from "../spec/report.ts";
import { checkValues, isList } from "./check-values.ts";
import { studySchema } from "./schema.ts";

/**
 * Checks a study against the spec that it varies.
 *
 * @throws {ConfigError} that lists every problem.
 */
export function parseStudy(study: unknown, spec: TrainerSpec): Study {
  const issues = checkStudy(study, spec);
  if (issues.length > 0) throw new ConfigError(issues);
  return study as Study;
}

/** Every problem of a study at once; its paths begin with `study`. */
function checkStudy(study: unknown, spec: TrainerSpec): Diagnostic[] {
  const shape = checkShape(study, studySchema, "study");
  if (shape.length > 0) return shape;
  const { space, trials, parallel = 1 } = study as Study;
  const ranges = Object.entries(space as Readonly<Record<string, SearchRange>>);
  const problems = ranges.flatMap(([name, range]) => checkRange(name, range, spec));
  if (ranges.length === 0)
    problems.push(
      problem(
        "study.space",
        "Nothing varies.",
        'Name at least one argument, such as `learning_rate: { min: 1e-5, max: 1e-3, scale: "log" }`.',
      ),
    );
  if (parallel > trials)
    problems.push(
      problem(
        "study.parallel",
        `Found ${parallel}, which is more than the ${trials} trials in all.`,
        `Use at most ${trials}.`,
      ),
    );
  return problems;
}

function checkRange(name: string, range: SearchRange, spec: TrainerSpec): Diagnostic[] {
  const path = formatPath(["space", name], "study");
  const { dialect } = dialectOf(spec.environment?.transformers);
  const table = dialect?.table;
  const row = table?.rows.find((candidate) => candidate.name === name);
  if (table !== undefined && row === undefined)
    return [
      unknownField(
        path,
        name,
        table.rows.map((candidate) => candidate.name),
      ),
    ];
  if (spec.args !== undefined && name in spec.args)
    return [problem(path, "This argument is fixed by `args`.", "Take it out of one of the two.")];
  const wrong = dialect === undefined || !rangeFits(range, row) ? [] : checkValues(name, range, path, dialect);
  if (wrong.length > 0) return wrong;
  if (isList(range))
    return range.length === 0 ? [problem(path, "Found an empty list.", "Name at least one value.")] : [];
  if (row !== undefined && !rangeFits(range, row))
    return [problem(path, `\`${name}\` is no number, so it has no range.`, "Give a list of values.")];
  if (range.min >= range.max)
    return [problem(path, `Found min ${range.min} and max ${range.max}.`, "`min` must be less than `max`.")];
  if (range.scale === "log" && range.min <= 0)
    return [problem(path, `Found min ${describeValue(range.min)} on a log scale.`, "`min` must be greater than 0.")];
  return [];
}

/** A range of what is no number is told as such, not by its ends. */
function rangeFits(range: SearchRange, row: ArgumentRow | undefined): boolean {
  return isList(range) || (row?.types.some((kind) => kind === "number" || kind === "integer") ?? false);
}

function problem(path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code: "wrong-study", path, message, fix };
}
