import type { Diagnostic, JsonValue } from "@switchyard/core";
import { liftArguments, piecesOfArguments, type GivenValue } from "./arguments.ts";
import { unknownScript } from "./command.ts";
import { kept, lost, made, membersOf, unsaid, type Context, type Members, type Piece } from "./piece.ts";

/** What the SDK tells its toolkit about itself; another job has its own. */
const aboutItself: readonly string[] = [
  "sagemaker_submit_directory",
  "sagemaker_program",
  "sagemaker_container_log_level",
  "sagemaker_job_name",
  "sagemaker_region",
  "sagemaker_instance_type",
  "sagemaker_estimator_class_name",
  "sagemaker_estimator_module",
  "_tuning_objective_metric",
];

/** Those of which more is to be said. */
const spoken: readonly string[] = ["sagemaker_submit_directory", "sagemaker_program"];

/** What starts the ranks in the SDK's words, and its options. */
const launching = /^sagemaker_(torch_distributed|mpi|pytorch_ddp|distributed_dataparallel|distribution)_/;

/** Hyperparameters: how the toolkit starts the job, and the script's arguments. */
export function liftHyperParameters(value: unknown, context: Context): Piece {
  const given = membersOf(value);
  const own = Object.entries(given).filter(([name]) => !aboutItself.includes(name) && !launching.test(name));
  // Arguments of a job of ours are in its bundle, those of a command in the command; what stands here was native.
  const isElsewhere = context.maker === "switchyard" || (context.maker === "other" && hasCommand(context));
  const isNative = ([name]: [string, unknown]): boolean =>
    isElsewhere || name === "mp_parameters" || name.startsWith("sagemaker_");
  const isLost = ([name]: [string, unknown]): boolean => name === "mp_parameters" && !isSmp(given, context);
  const native = Object.fromEntries(own.filter((entry) => isNative(entry) && !isLost(entry)));
  const named = own.filter((entry) => !isNative(entry)).map(([name, text]) => [name, decoded(text)] as const);
  const lifted = piecesOfArguments(liftArguments(named, context, "HyperParameters"));
  const told = aboutItself.filter((name) => given[name] !== undefined && !spoken.includes(name));
  return {
    spec: { ...scriptOf(given, context), ...launchOf(given, context), ...lifted.spec },
    ...(lifted.environment === undefined ? {} : { environment: lifted.environment }),
    ...(Object.keys(native).length === 0 ? {} : { native: { HyperParameters: native } }),
    diagnostics: [
      ...told.map((name) =>
        made(`HyperParameters.${name}`, "The SageMaker SDK tells its toolkit this; a plan has its own."),
      ),
      ...aboutStart(given, context),
      ...own.filter(isLost).map(() => earlierSmp()),
      ...Object.keys(native).map((name) => kept(`HyperParameters.${name}`)),
      ...(lifted.diagnostics ?? []),
    ],
  };
}

/** The SDK 2 writes JSON, the SDK 3 text as it stands; what is no JSON is text in both. */
function decoded(text: unknown): GivenValue {
  if (typeof text !== "string") return { json: text as JsonValue };
  try {
    return { json: JSON.parse(text) as JsonValue };
  } catch {
    return { json: text };
  }
}

function textAt(given: Members, name: string): string | undefined {
  if (typeof given[name] !== "string") return undefined;
  const value = decoded(given[name]);
  return "json" in value && typeof value.json === "string" ? value.json : undefined;
}

const isScript = (path: string | undefined): path is string =>
  path !== undefined && /^(?![/~])[^\\\0]*\.py$/.test(path) && !path.split("/").includes("..");

function scriptOf(given: Members, { maker }: Context): Piece["spec"] & object {
  const program = textAt(given, "sagemaker_program");
  return maker === "sdk2" && isScript(program) ? { entryPoint: program } : {};
}

const isTorchrun = (given: Members): boolean => given["sagemaker_torch_distributed_enabled"] === "true";

/** Whether the model parallelism library starts the job, in its second version. */
function isSmp(given: Members, { maker }: Context): boolean {
  return given["mp_parameters"] !== undefined && (isTorchrun(given) || maker === "sdk3");
}

const earlierSmp = (): Diagnostic =>
  lost(
    "HyperParameters.mp_parameters",
    "These are parameters of the model parallelism library before its version 2, which MPI starts.",
    "Use FSDP (`args.fsdp`), or the library's version 2.",
  );

/** The model parallelism library, and jobs of ours that were native, need the image's own launcher. */
function launchOf(given: Members, context: Context): Piece["spec"] & object {
  const isNative = isSmp(given, context) || (isTorchrun(given) && context.maker === "switchyard");
  return isNative ? { launch: { kind: "native" } } : {};
}

function aboutStart(given: Members, context: Context): Diagnostic[] {
  const { maker } = context;
  const started = Object.keys(given).filter((name) => launching.test(name));
  const isNative = launchOf(given, context).launch !== undefined;
  const ranks = "Switchyard's launcher starts the ranks, one for each accelerator.";
  const lines: Diagnostic[] = isNative ? [] : started.map((name) => made(`HyperParameters.${name}`, ranks));
  if (maker === "switchyard" && given["sagemaker_program"] !== undefined) return [...lines, inBundle()];
  if (maker === "sdk2") return [...lines, ...aboutSource(given)];
  return maker === "other" && !hasCommand(context) ? [...lines, noScript("AlgorithmSpecification")] : lines;
}

function hasCommand({ job }: Context): boolean {
  const { ContainerEntrypoint, ContainerArguments } = membersOf(job["AlgorithmSpecification"]);
  return (ContainerEntrypoint ?? ContainerArguments ?? null) !== null;
}

const inBundle = (): Diagnostic =>
  lost(
    "HyperParameters.sagemaker_program",
    `Script and arguments of this job are in its bundle, in switchyard-launch.json; the spec says ${unknownScript}.`,
    "Write the script's name and its arguments there.",
  );

const noScript = (path: string): Diagnostic =>
  unsaid(
    path,
    `This does not say which Python script runs; the spec says ${unknownScript}.`,
    "Write it to `entryPoint`.",
  );

function aboutSource(given: Members): Diagnostic[] {
  const script = isScript(textAt(given, "sagemaker_program")) ? [] : [noScript("HyperParameters.sagemaker_program")];
  const archive = JSON.stringify(textAt(given, "sagemaker_submit_directory") ?? "nowhere");
  const source = lost(
    "HyperParameters.sagemaker_submit_directory",
    `The code is at ${archive}; the spec says the folder ".".`,
    "Unpack it into a folder and name that in `source`.",
  );
  return [...script, source];
}
