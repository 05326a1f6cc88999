import schema from "../../../schema.data.json" with { type: "json" };
import { liftAlgorithm } from "./algorithm.ts";
import { liftCheckpoints, liftInputs, liftOutput } from "./data.ts";
import { liftEnvironment } from "./environment.ts";
import { liftHyperParameters } from "./hyper-parameters.ts";
import { liftResources, liftSpot, liftStopping } from "./machines.ts";
import {
  isMembers,
  itemsOf,
  kept,
  lost,
  made,
  membersOf,
  silent,
  type Context,
  type Members,
  type Piece,
} from "./piece.ts";

type Reading = (value: unknown, context: Context) => Piece;

/** How each member is read. The members that are missing here are kept as they are. */
const readings: Readonly<Record<string, Reading>> = {
  TrainingJobName: (value, context) =>
    value === nameOf(context)
      ? {}
      : {
          diagnostics: [
            made(
              "TrainingJobName",
              `${JSON.stringify(value)} is this one job's; the spec's name is ${nameOf(context)}.`,
            ),
          ],
        },
  AlgorithmSpecification: liftAlgorithm,
  HyperParameters: liftHyperParameters,
  RoleArn: liftRole,
  InputDataConfig: liftInputs,
  OutputDataConfig: liftOutput,
  ResourceConfig: liftResources,
  StoppingCondition: liftStopping,
  EnableManagedSpotTraining: liftSpot,
  CheckpointConfig: liftCheckpoints,
  Environment: liftEnvironment,
  Tags: liftTags,
  ProfilerConfig: liftProfiler,
  DebugHookConfig: liftDebugger,
};

const requested = Object.keys(schema.shapes["CreateTrainingJobRequest"]?.members ?? {});
const described = Object.keys(schema.shapes["DescribeTrainingJobResponse"]?.members ?? {});

/** Beside the service's own members, what Python's client puts around an answer. */
const told: readonly string[] = [...described, "ResponseMetadata"];

/** Reads every member that says something. What only tells of a job that ran is no part of a spec. */
export function readMembers(context: Context): Piece[] {
  const quiet = Object.entries(context.job).filter(([, value]) => value === false || value === "");
  const pieces = Object.entries({ HyperParameters: {}, ...context.job })
    .filter(([name, value]) => name === "HyperParameters" || saysSomething(value))
    .map(([name, value]) => {
      const reading = Object.hasOwn(readings, name) ? readings[name] : undefined;
      if (reading !== undefined)
        return isOfKind(name, value) ? reading(value, context) : { diagnostics: [misfit(name, value)] };
      if (requested.includes(name)) return { native: { [name]: value }, diagnostics: [kept(name)] };
      return { diagnostics: [told.includes(name) ? made(name, tells) : unknown(name, value)] };
    });
  return [...pieces, { diagnostics: silent("", Object.fromEntries(quiet)) }];
}

const tells = "The service tells this of a job that it has; it is no part of a request.";

/** What a reading takes apart: an object, or a list where the model has one. */
function isOfKind(name: string, value: unknown): boolean {
  if (name === "InputDataConfig" || name === "Tags") return Array.isArray(value) && value.every(isMembers);
  return ["TrainingJobName", "RoleArn", "EnableManagedSpotTraining"].includes(name) || isMembers(value);
}

const misfit = (name: string, value: unknown): ReturnType<typeof lost> =>
  lost(
    name,
    `Found ${String(JSON.stringify(value)).slice(0, 200)}, which has not the type that SageMaker's model wants.`,
  );

function saysSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "") return false;
  return typeof value !== "object" || value instanceof Date || Object.keys(value).length > 0;
}

const unknown = (name: string, value: unknown): ReturnType<typeof lost> =>
  lost(name, `Found ${String(JSON.stringify(value)).slice(0, 80)}, a member that SageMaker's model does not have.`);

/** Ends of names that make them unique: ours, those of the SDK 2 and 3, and none. */
const tails: readonly RegExp[] = [/-[0-9a-f]{8}-[A-Za-z0-9-]+-\d+$/, /-\d{4}(-\d{2}){5}-\d{3}$/, /-\d{14}$/];

/** The spec's name: how the job's own begins. */
export function nameOf({ job, maker }: Context): string {
  const given = typeof job["TrainingJobName"] === "string" ? job["TrainingJobName"] : "";
  const own = maker === "switchyard" ? tails : tails.slice(1);
  const tail = own.find((pattern) => pattern.test(given));
  const plain = (tail === undefined ? given : given.replace(tail, ""))
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "lifted-job" : plain;
}

/** The role is a setting. One that differs from it is kept. */
function liftRole(value: unknown, { settings }: Context): Piece {
  if (isMembers(value) || value === settings.role) return {};
  return { native: { RoleArn: value }, diagnostics: [kept("RoleArn")] };
}

/** The identity's tags are made anew. */
function liftTags(value: unknown): Piece {
  const isOurs = ({ Key }: Members): boolean => String(Key).startsWith("switchyard-");
  const own = itemsOf(value).filter((tag) => !isOurs(tag));
  const diagnostics = itemsOf(value)
    .filter(isOurs)
    .map(({ Key }) => made(`Tags.${String(Key)}`, "Tags of a run's identity are made anew."));
  if (own.length === 0) return { diagnostics };
  return { native: { Tags: own }, diagnostics: [...diagnostics, kept("Tags")] };
}

/** What the SDK 2 asks for where nothing was said costs time and storage, and a plan switches it off. */
const byDefault =
  "The SageMaker SDK asks for this where nothing is said. A plan leaves it out: it slows training and writes to S3.";

function liftProfiler(value: unknown, { maker }: Context): Piece {
  const { DisableProfiler, S3OutputPath: _path, ...others } = membersOf(value);
  if (Object.keys(others).length === 0 && DisableProfiler === true)
    return { diagnostics: [made("ProfilerConfig", "A plan switches the profiler off by itself.")] };
  if (Object.keys(others).length === 0 && maker === "sdk2") return { diagnostics: [made("ProfilerConfig", byDefault)] };
  // A plan says DisableProfiler: true, and what is kept is merged over that.
  const native: Members = { DisableProfiler: false, ...membersOf(value) };
  return { native: { ProfilerConfig: native }, diagnostics: [kept("ProfilerConfig")] };
}

function liftDebugger(value: unknown, { maker }: Context): Piece {
  const { S3OutputPath: _path, CollectionConfigurations = [], ...others } = membersOf(value);
  const isDefault = Object.keys(others).length === 0 && itemsOf(CollectionConfigurations).length === 0;
  if (maker === "sdk2" && isDefault) return { diagnostics: [made("DebugHookConfig", byDefault)] };
  return { native: { DebugHookConfig: value }, diagnostics: [kept("DebugHookConfig")] };
}
