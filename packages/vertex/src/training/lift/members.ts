import { isPlaceholder, type TrainerSpec } from "@switchyard/core";
import {
  kept,
  listOf,
  lost,
  made,
  membersOf,
  saying,
  textOf,
  type Context,
  type Members,
  type Piece,
} from "./piece.ts";
import { liftPools } from "./pools.ts";
import { liftScheduling } from "./scheduling.ts";

type Reading = (value: unknown, context: Context) => Piece;

/** The path of a jobSpec's member, in whatever form the job was given. */
const inSpec = ({ at }: Context, name: string): string => (at === "" ? name : `${at}.${name}`);

/** A member of a jobSpec that is kept as it is. */
const keep =
  (name: string): Reading =>
  (value, context) => ({ native: { [name]: value }, diagnostics: [kept(inSpec(context, name))] });

/** Told by the service. */
const told =
  (name: string): Reading =>
  () => ({ diagnostics: [made(name, "The service tells this; it is no part of a request.")] });

const toldNames = [
  "name",
  "state",
  "createTime",
  "startTime",
  "endTime",
  "updateTime",
  "error",
  "webAccessUris",
  "satisfiesPzs",
  "satisfiesPzi",
  "trials",
];

/** How each member of a CustomJob is read, beside its jobSpec. */
const jobReadings: Readonly<Record<string, Reading>> = {
  displayName: (value, context) =>
    value === nameOf(context)
      ? {}
      : { diagnostics: [made("displayName", `A spec's name is short and plain: ${nameOf(context)}.`)] },
  labels: liftLabels,
  encryptionSpec: (value, { settings }) => {
    if (membersOf(value)["kmsKeyName"] === settings.encryptionKey) return {};
    return { native: { encryptionSpec: value }, diagnostics: [kept("encryptionSpec")] };
  },
  ...Object.fromEntries(toldNames.map((name) => [name, told(name)])),
};

const keptNames = [
  "persistentResourceId",
  "reservedIpRanges",
  "pscInterfaceConfig",
  "protectedArtifactLocationId",
  "tensorboard",
  "enableWebAccess",
  "enableDashboardAccess",
  "experiment",
  "experimentRun",
  "models",
];

/** A setting of the platform; another value than the setting's is kept. */
const setting =
  (name: "serviceAccount" | "network"): Reading =>
  (value, context) =>
    value === context.settings[name] ? {} : keep(name)(value, context);

const hasWorkers = ({ spec }: Context): boolean =>
  Number(membersOf(listOf(spec["workerPoolSpecs"])[1])["replicaCount"] ?? 0) > 0;

/** How each member of a jobSpec is read. */
const specReadings: Readonly<Record<string, Reading>> = {
  workerPoolSpecs: (value, context) => liftPools(value, inSpec(context, "workerPoolSpecs")),
  scheduling: (value, context) => liftScheduling(membersOf(value), hasWorkers(context), inSpec(context, "scheduling")),
  baseOutputDirectory: liftOutput,
  serviceAccount: setting("serviceAccount"),
  network: setting("network"),
  ...Object.fromEntries(keptNames.map((name) => [name, keep(name)])),
};

/** Every member that says something. One that Google's definition does not have is reported. */
function read(
  members: Members,
  readings: Readonly<Record<string, Reading>>,
  context: Context,
  pathOf: (name: string) => string,
): Piece[] {
  const said = saying(members);
  return Object.entries(members).map(([name, value]) => {
    const reading = Object.hasOwn(readings, name) ? readings[name] : undefined;
    if (reading !== undefined) return Object.hasOwn(said, name) ? reading(value, context) : {};
    if (value === null || value === undefined) return {};
    const found = String(JSON.stringify(value)).slice(0, 80);
    return { diagnostics: [lost(pathOf(name), `Found ${found}, a member that Google's definition does not have.`)] };
  });
}

export const readJob = (context: Context): Piece[] => read(context.job, jobReadings, context, (name) => name);

export const readSpec = (context: Context): Piece[] =>
  read({ scheduling: { timeout: "" }, ...context.spec }, specReadings, context, (name) => inSpec(context, name));

/** A name of ours, and its end that tells the run: the last of its kind, since a spec may be called alike. */
const ofRun = /^(.*)-[0-9a-f]{8}-[A-Za-z0-9-]+-\d+$/;

/** The spec's name: what the job is called, made of what a name may hold. */
export function nameOf({ job, isOurs }: Context): TrainerSpec["name"] {
  const given = textOf(job["displayName"]) ?? "";
  const name = (isOurs ? given.replace(ofRun, "$1") : given)
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return name === "" ? "lifted-job" : name;
}

/** The identity's labels are made anew, and the settings' are there already. */
function liftLabels(value: unknown, { settings }: Context): Piece {
  const all = Object.entries(membersOf(value));
  const own = all.filter(([key, text]) => !key.startsWith("switchyard-") && settings.labels?.[key] !== text);
  const diagnostics = all
    .filter(([key]) => key.startsWith("switchyard-"))
    .map(([key]) => made(`labels.${key}`, "Labels of a run's identity are made anew."));
  if (own.length === 0) return { diagnostics };
  return { native: { labels: Object.fromEntries(own) }, diagnostics: [...diagnostics, kept("labels")] };
}

/** A job of ours writes below the store into a folder of its own name. */
function liftOutput(value: unknown, context: Context): Piece {
  const { job, settings, isOurs } = context;
  const prefix = textOf(membersOf(value)["outputUriPrefix"])?.replace(/\/+$/, "");
  if (isPlaceholder(membersOf(value)["outputUriPrefix"])) return {};
  if (prefix === undefined)
    return {
      diagnostics: [
        lost(inSpec(context, "baseOutputDirectory"), `Found ${JSON.stringify(value)}, no place in Cloud Storage.`),
      ],
    };
  const unknown = Object.keys(membersOf(value))
    .filter((name) => name !== "outputUriPrefix")
    .map((name) =>
      lost(`${inSpec(context, "baseOutputDirectory")}.${name}`, "Google's definition has no such member."),
    );
  const own = `/${String(job["displayName"])}`;
  if (!isOurs || !prefix.endsWith(own)) {
    const message = "A plan writes into a folder of the job's own name below this one.";
    return {
      spec: { outputs: { store: prefix } },
      diagnostics: [...unknown, made(`${inSpec(context, "baseOutputDirectory")}.outputUriPrefix`, message)],
    };
  }
  const store = prefix.slice(0, -own.length);
  const message = "A plan writes into a folder of the job's own name below its store.";
  const diagnostics = [...unknown, made(`${inSpec(context, "baseOutputDirectory")}.outputUriPrefix`, message)];
  const isSet = settings.store !== undefined && store === `${settings.store}/runs`;
  return isSet ? { diagnostics } : { spec: { outputs: { store } }, diagnostics };
}
