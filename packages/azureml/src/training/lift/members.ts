import type { TrainerSpec } from "@switchyard/core";
import { liftCommand } from "./command.ts";
import { liftInputs, liftOutputs } from "./data.ts";
import { liftEnvironment, liftVariables } from "./environment.ts";
import { liftDistribution, liftLimits, liftQueue, liftResources } from "./machines.ts";
import { kept, lost, made, membersOf, type Context, type Piece } from "./piece.ts";

type Reading = (value: unknown, context: Context) => Piece;

/** Kept as it is, for `platforms.azureml`. */
const keep =
  (name: string): Reading =>
  (value) => ({ native: { [name]: value }, diagnostics: [kept(name)] });

/** Told by the service, or of no meaning to another job. */
const told =
  (name: string): Reading =>
  () => ({ diagnostics: [made(name, "The service tells this; it is no part of a request.")] });

const study =
  (name: string): Reading =>
  () => ({
    diagnostics: [lost(name, "This belongs to a search, not to a spec.", "Give it as a study to planTuning().")],
  });

/** How each member of a job is read. */
const readings: Readonly<Record<string, Reading>> = {
  jobType: () => ({}),
  displayName: (value, context) =>
    value === nameOf(context)
      ? {}
      : { diagnostics: [made("displayName", `A spec's name is short and plain: ${nameOf(context)}.`)] },
  experimentName: (value, context) => (value === nameOf(context) ? {} : keep("experimentName")(value, context)),
  tags: liftTags,
  codeId: liftCode,
  command: liftCommand,
  environmentId: liftEnvironment,
  environmentVariables: liftVariables,
  inputs: liftInputs,
  outputs: liftOutputs,
  resources: liftResources,
  distribution: liftDistribution,
  queueSettings: liftQueue,
  limits: liftLimits,
  isArchived: (value, context) =>
    value === true
      ? keep("isArchived")(value, context)
      : { diagnostics: [made("isArchived", "A job is not archived where nothing is said.")] },
  computeId: liftCompute,
  identity: keep("identity"),
  services: keep("services"),
  notificationSetting: keep("notificationSetting"),
  componentId: keep("componentId"),
  description: keep("description"),
  properties: keep("properties"),
  status: told("status"),
  parameters: told("parameters"),
  searchSpace: study("searchSpace"),
  objective: study("objective"),
  samplingAlgorithm: study("samplingAlgorithm"),
  earlyTermination: study("earlyTermination"),
};

/** Reads every member that says something. A member that Azure's types do not have is reported. */
export function readMembers(context: Context): Piece[] {
  return Object.entries({ command: "", ...context.job })
    .filter(([, value]) => value !== null && value !== undefined && !isEmpty(value))
    .map(([name, value]) => {
      const reading = Object.hasOwn(readings, name) ? readings[name] : undefined;
      if (reading !== undefined) return reading(value, context);
      return {
        diagnostics: [
          lost(name, `Found ${JSON.stringify(value)?.slice(0, 80)}, a member that Azure's types do not have.`),
        ],
      };
    });
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !(value instanceof Date) && Object.keys(value).length === 0;

/** The spec's name: what the job is called, made of what a name may hold. */
export function nameOf({ job, name }: Pick<Context, "job" | "name">): TrainerSpec["name"] {
  const given = typeof job["displayName"] === "string" ? job["displayName"] : (name ?? "");
  const plain = given
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "lifted-job" : plain;
}

/** The identity's tags are made anew. */
function liftTags(value: unknown): Piece {
  const all = Object.entries(membersOf(value));
  const own = all.filter(([key]) => !key.startsWith("switchyard-"));
  const diagnostics = all
    .filter((entry) => !own.includes(entry))
    .map(([key]) => made(`tags.${key}`, "Tags of a run's identity are made anew."));
  if (own.length === 0) return { diagnostics };
  return { native: { tags: Object.fromEntries(own) }, diagnostics: [...diagnostics, kept("tags")] };
}

/** A code asset stays in the cloud: the spec wants its files in a folder. */
function liftCode(value: unknown, { source }: Context): Piece {
  if (source !== undefined) return {};
  const message = `The code is the asset ${JSON.stringify(value)}; the spec says the folder ".".`;
  return { diagnostics: [lost("codeId", message, "Copy its files into a folder and name that in `source`.")] };
}

function liftCompute(value: unknown, context: Context): Piece {
  if (typeof value === "string" && /(^|\/)serverless$/.test(value))
    return { diagnostics: [made("computeId", "A plan runs on serverless machines where no cluster is set.")] };
  if (typeof value === "string" && value.includes("/")) return keep("computeId")(value, context);
  const message = `The cluster ${JSON.stringify(value)} is a setting of the platform, \`compute\`.`;
  return { diagnostics: [made("computeId", message)] };
}
