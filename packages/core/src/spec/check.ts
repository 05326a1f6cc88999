import {
  carryArguments,
  checkAccelerateVariables,
  checkAcceleratorRules,
  checkRankRules,
  checkTrainingArguments,
  type ArgumentChannel,
} from "../arguments/index.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { ConfigError } from "../errors/config-error.ts";
import { redact } from "../redact.ts";
import { accelerators } from "./accelerators.data.ts";
import { findUnportable } from "./portable.ts";
import { checkShape, describeValue, formatPath } from "./report.ts";
import { trainerSpecSchema } from "./schema.ts";

/** Every problem of a spec at once; none when it is one. Needs no platform: those add their own at plan time. */
export function checkTrainerSpec(value: unknown): Diagnostic[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = `Found ${describeValue(value)}. Allowed: an object with \`name\`, \`source\` and \`entryPoint\`.`;
    return [{ severity: "error", code: "wrong-value", path: "", message }];
  }
  const unportable = findUnportable(value);
  if (unportable.length > 0) return unportable;
  return [
    ...checkShape(value, trainerSpecSchema),
    ...checkArguments(value),
    ...checkCredentials(value),
    ...checkNames(value),
  ];
}

/** A spec that may be planned, and what its author should know of it. */
export interface CheckedSpec {
  readonly spec: TrainerSpec;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The spec as plain data, with its warnings.
 *
 * @throws {ConfigError} that lists every problem.
 */
export function readTrainerSpec(value: unknown): CheckedSpec {
  const diagnostics = checkTrainerSpec(value);
  const issues = diagnostics.filter((issue) => issue.severity === "error");
  if (issues.length > 0) throw new ConfigError(issues);
  return { spec: JSON.parse(JSON.stringify(value)) as TrainerSpec, diagnostics };
}

/**
 * The spec as plain data.
 *
 * @throws {ConfigError} that lists every problem.
 */
export function parseTrainerSpec(value: unknown): TrainerSpec {
  return readTrainerSpec(value).spec;
}

/** Fields that may have the wrong shape still: what is wrong is reported by the schema, and here it is passed over. */
interface Loose {
  readonly launch?: { readonly kind?: unknown; readonly arguments?: unknown };
  readonly args?: unknown;
  readonly scriptArgs?: unknown;
  readonly inputs?: unknown;
  readonly resources?: {
    readonly accelerator?: unknown;
    readonly acceleratorsPerNode?: unknown;
    readonly nodes?: unknown;
  };
  readonly environment?: { readonly transformers?: unknown; readonly variables?: unknown; readonly secrets?: unknown };
}

const channels: Readonly<Record<ArgumentChannel, true>> = { auto: true, argv: true, json: true };

function checkArguments(spec: Loose): Diagnostic[] {
  const version = spec.environment?.transformers;
  const dialect = typeof version === "string" && /^[45](?:\.|$)/.test(version) ? version : undefined;
  return [...argumentProblems(spec, dialect), ...machineRules(spec, dialect), ...checkPlaceholders(spec)];
}

/** What is wrong with the arguments for a transformers release, and which of them the script's channel cannot carry. */
export function argumentProblems(spec: Loose, release: string | undefined): Diagnostic[] {
  const args = isRecord(spec.args) ? spec.args : undefined;
  const scriptArgs = isRecord(spec.scriptArgs) ? spec.scriptArgs : undefined;
  const problems = args === undefined ? [] : checkTrainingArguments(args, release, "args");
  // What is wrong by itself need not be told that it cannot travel, too.
  const areWrong = problems.some((problem) => problem.severity === "error");
  const wanted = spec.launch?.arguments;
  const channel = isKey(channels, wanted) ? wanted : "auto";
  const carried = carryArguments({ args: areWrong ? undefined : args, scriptArgs }, release, channel);
  const known = new Set(problems.map((problem) => JSON.stringify(problem)));
  return [...problems, ...carried.diagnostics.filter((problem) => !known.has(JSON.stringify(problem)))];
}

/** What the machines decide: what they compute in, how many ranks there are, and what accelerate is told about them. */
function machineRules(spec: Loose, version: string | undefined): Diagnostic[] {
  const name = spec.resources?.accelerator ?? "cpu";
  const accelerator = isKey(accelerators, name) ? accelerators[name] : undefined;
  const count = countOf(spec.resources?.acceleratorsPerNode) * countOf(spec.resources?.nodes);
  const { args, environment } = spec;
  const variables = isTextRecord(environment?.variables) ? environment.variables : {};
  const ofVariables = checkAccelerateVariables({ args, version, variables, ranks: count });
  if (accelerator === undefined) return ofVariables;
  const onProcessor = accelerator.kind === "cpu";
  const hasGroupOfOne = (spec.launch?.kind ?? "spawn") !== "spawn";
  return [
    ...checkAcceleratorRules(args, onProcessor ? "cpu" : accelerator),
    ...checkRankRules(args, version, { count, onProcessor, hasGroupOfOne }),
    ...ofVariables,
  ];
}

/** A wrong count is the schema's to report. */
function countOf(value: unknown): number {
  return typeof value === "number" && value >= 1 ? value : 1;
}

/** `{input:NAME}` must name an input. */
function checkPlaceholders(spec: Loose): Diagnostic[] {
  const known = isRecord(spec.inputs) ? Object.keys(spec.inputs) : [];
  const roots: Record<string, unknown> = {
    args: spec.args,
    scriptArgs: spec.scriptArgs,
    "environment.variables": spec.environment?.variables,
  };
  return Object.entries(roots).flatMap(([root, value]) =>
    strings(value, root).flatMap(({ path, text }) =>
      [...text.matchAll(/\{input:([^{}]*)\}/g)]
        .filter((match) => !known.includes(match[1] ?? ""))
        .map((match): Diagnostic => {
          const fix =
            known.length === 0 ? `Add \`inputs: { ${match[1]}: "s3://…" }\`.` : `Known inputs: ${known.join(", ")}.`;
          return { severity: "error", code: "unknown-input", path, message: `\`${match[0]}\` names no input.`, fix };
        }),
    ),
  );
}

/** What looks like a credential has no place in a spec: it would stand in the plan and the bundle. */
function checkCredentials(spec: object): Diagnostic[] {
  return strings(spec, "")
    .filter(({ text }) => redact(text) !== text)
    .map(({ path }) => ({
      severity: "error",
      code: "credential-in-spec",
      path,
      message: "This looks like a credential, and everything in a spec can be read in its plan.",
      fix: 'Put it under `environment.secrets`, such as `HF_TOKEN: { env: "HF_TOKEN" }`.',
    }));
}

function checkNames(spec: Loose): Diagnostic[] {
  const { variables, secrets } = spec.environment ?? {};
  if (!isRecord(variables) || !isRecord(secrets)) return [];
  return Object.keys(secrets)
    .filter((name) => name in variables)
    .map((name) => ({
      severity: "error",
      code: "duplicate-name",
      path: formatPath(["environment", "secrets", name]),
      message: "The same name stands under `environment.variables`.",
      fix: "Keep one of the two.",
    }));
}

function strings(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    strings(inner, formatPath([Array.isArray(value) ? Number(key) : key], path)),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((item) => typeof item === "string");
}

function isKey<T extends object>(table: T, key: unknown): key is keyof T {
  return typeof key === "string" && Object.hasOwn(table, key);
}
