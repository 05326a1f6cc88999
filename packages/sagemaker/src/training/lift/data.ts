import type { Diagnostic } from "@switchyard/core";
import { checkpointBase, madeCheckpointPlace } from "@switchyard/core/platform";
import { bundleChannel, layout } from "../container.ts";
import {
  isMembers,
  itemsOf,
  kept,
  keptOf,
  lost,
  made,
  membersOf,
  saying,
  silent,
  usual,
  type Context,
  type Members,
  type Piece,
} from "./piece.ts";

/** What a spec may name an input, and where it may lie. */
const inputName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const location = /^s3:\/\/[^/\s][^\s]*$/;

/** Channels that somebody's tool made for its own files. */
const ownChannels: Readonly<Record<Context["maker"], readonly string[]>> = {
  switchyard: [bundleChannel],
  sdk2: ["code"],
  sdk3: ["code", "sm_drivers"],
  other: [],
};

/** Channels of files in S3 are inputs, and what else they say is kept; other channels are kept whole. */
export function liftInputs(value: unknown, context: Context): Piece {
  const channels = itemsOf(value);
  const own = channels.filter((channel) => isOwn(channel, context));
  const pieces = channels.filter((channel) => !own.includes(channel)).map((channel) => liftChannel(channel, context));
  const inputs = Object.assign({}, ...pieces.map((piece) => piece.spec?.inputs)) as Record<string, string>;
  const native = pieces.flatMap((piece) => piece.native ?? []);
  return {
    ...(Object.keys(inputs).length === 0 ? {} : { spec: { inputs } }),
    ...(native.length === 0 ? {} : { native: { InputDataConfig: native } }),
    diagnostics: [
      ...own.flatMap((channel) => aboutOwn(channel, context)),
      ...pieces.flatMap((piece) => piece.diagnostics ?? []),
    ],
  };
}

function isOwn({ ChannelName }: Members, { maker }: Context): boolean {
  return typeof ChannelName === "string" && ownChannels[maker].includes(ChannelName);
}

/** The names of the inputs that a spec will have, for paths in arguments. */
export function inputNames(context: Context): string[] {
  return itemsOf(context.job["InputDataConfig"])
    .filter((channel) => !isOwn(channel, context) && isInput(channel, context))
    .map(({ ChannelName }) => String(ChannelName));
}

const sourceOf = ({ DataSource }: Members): Members => membersOf(membersOf(DataSource)["S3DataSource"]);

/** A channel that becomes a folder with data of S3. A piped one becomes no folder. */
function isInput(channel: Members, context: Context): boolean {
  const { S3DataType, S3Uri } = sourceOf(channel);
  if (!["S3Prefix", "ManifestFile"].includes(String(S3DataType)) || modeOf(channel, context) === "Pipe") return false;
  const isNamed = typeof channel["ChannelName"] === "string" && inputName.test(channel["ChannelName"]);
  return isNamed && channel["ChannelName"] !== bundleChannel && location.test(String(S3Uri));
}

const modeOf = ({ InputMode }: Members, { job }: Context): unknown =>
  InputMode ?? membersOf(job["AlgorithmSpecification"])["TrainingInputMode"] ?? "File";

function liftChannel(channel: Members, context: Context): Piece {
  const { ChannelName, DataSource, InputMode: _mode, ...others } = saying(channel);
  const path = `InputDataConfig.${String(ChannelName)}`;
  if (!isInput(channel, context)) return { native: channel, diagnostics: [kept(path)] };
  const { S3DataType: type, S3Uri, S3DataDistributionType: spread, ...source } = sourceOf({ DataSource });
  const mode = modeOf(channel, context);
  const ofSource: Members = {
    ...(type === "S3Prefix" ? {} : { S3DataType: type }),
    ...(spread === undefined || spread === "FullyReplicated" ? {} : { S3DataDistributionType: spread }),
    ...source,
  };
  const { S3DataSource: _source, ...places } = saying(membersOf(DataSource));
  const unused = Object.keys(places).map((name) =>
    lost(
      `${path}.DataSource.${name}`,
      `Found ${String(JSON.stringify(places[name])).slice(0, 200)} beside data in S3.`,
    ),
  );
  const native: Members = {
    ...(mode === "File" ? {} : { InputMode: mode }),
    ...others,
    ...(Object.keys(ofSource).length === 0 ? {} : { DataSource: { S3DataSource: ofSource } }),
  };
  const names = Object.keys(native);
  return {
    spec: { inputs: { [String(ChannelName)]: String(S3Uri) } },
    ...(names.length === 0 ? {} : { native: { ChannelName, ...native } }),
    diagnostics: [
      ...unused,
      ...names.map((name) => kept(`${path}.${name}`)),
      ...silent(`${path}.`, channel),
      ...usual(`${path}.InputMode`, channel["InputMode"], "File"),
    ],
  };
}

function aboutOwn(channel: Members, { maker }: Context): Diagnostic[] {
  const path = `InputDataConfig.${String(channel["ChannelName"])}`;
  if (maker === "switchyard") return [made(path, "The bundle of the job; a plan has its own.")];
  if (channel["ChannelName"] === "sm_drivers")
    return [made(path, "The files with which ModelTrainer starts a job; a plan has its own.")];
  const { S3Uri } = sourceOf(channel);
  return [
    lost(
      path,
      `The code is at ${String(JSON.stringify(S3Uri))}; the spec says the folder ".".`,
      "Copy its files into a folder and name that in `source`.",
    ),
  ];
}

/** Where the model goes: the spec's own place, unless it is the one below the store that is set. */
export function liftOutput(value: unknown, { settings }: Context): Piece {
  const { S3OutputPath, CompressionType, ...others } = saying(membersOf(value));
  const keptMembers = keptOf("OutputDataConfig", {
    ...others,
    ...(CompressionType === undefined || CompressionType === "GZIP" ? {} : { CompressionType }),
  });
  const left = {
    ...keptMembers,
    diagnostics: [
      ...keptMembers.diagnostics,
      ...silent("OutputDataConfig.", membersOf(value)),
      ...usual("OutputDataConfig.CompressionType", CompressionType, "GZIP"),
    ],
  };
  if (isMembers(S3OutputPath) || (settings.store !== undefined && S3OutputPath === `${settings.store}/models`))
    return left;
  if (typeof S3OutputPath === "string" && location.test(S3OutputPath))
    return { ...left, spec: { outputs: { store: S3OutputPath } } };
  return {
    ...left,
    diagnostics: [
      ...left.diagnostics,
      lost("OutputDataConfig.S3OutputPath", `${String(JSON.stringify(S3OutputPath)).slice(0, 300)} is no place in S3.`),
    ],
  };
}

/** Checkpoints of a spot job of ours are below the store by its identity; others' are kept. */
export function liftCheckpoints(value: unknown, { maker }: Context): Piece {
  const { S3Uri, LocalPath, ...others } = membersOf(value);
  const uri = isMembers(S3Uri) ? S3Uri["append"] : S3Uri;
  const isOurs =
    maker === "switchyard" && LocalPath === layout.output && /\/checkpoints\/[0-9a-f]{32}\/[^/]+$/.test(String(uri));
  if (isOurs && Object.keys(others).length === 0)
    return { diagnostics: [made("CheckpointConfig", "A plan keeps a spot job's checkpoints below its own identity.")] };
  const base = maker === "switchyard" && LocalPath === layout.output ? checkpointBase(String(uri)) : undefined;
  if (base !== undefined && Object.keys(others).length === 0)
    return {
      spec: { outputs: { checkpoints: base } },
      diagnostics: [madeCheckpointPlace("CheckpointConfig.S3Uri")],
    };
  return keptOf("CheckpointConfig", saying(membersOf(value)));
}
