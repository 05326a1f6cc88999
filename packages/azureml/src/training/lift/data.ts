import type { Diagnostic } from "@switchyard/core";
import { checkpointBase } from "@switchyard/core/platform";
import { workspaceId } from "../../uri.ts";
import { checkpointsOutput } from "../container.ts";
import { isFile } from "../rules/data.ts";
import { callOf } from "./command.ts";
import {
  kept,
  lost,
  made,
  madeCheckpointPlace,
  membersOf,
  textOf,
  type Context,
  type Members,
  type Piece,
} from "./piece.ts";

/** Inputs with a URI keep their names; what a plan would say by itself of type and mode is left to it. */
export function liftInputs(value: unknown, context: Context): Piece {
  const pieces = Object.entries(membersOf(value)).map(([name, input]) => liftInput(name, membersOf(input), context));
  const inputs = Object.assign({}, ...pieces.map((piece) => piece.inputs)) as Record<string, string>;
  const native = Object.assign({}, ...pieces.map((piece) => piece.native)) as Members;
  return {
    ...(Object.keys(inputs).length === 0 ? {} : { spec: { inputs } }),
    ...(Object.keys(native).length === 0 ? {} : { native: { inputs: native } }),
    diagnostics: pieces.flatMap((piece) => piece.diagnostics),
  };
}

interface InputPiece {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly native?: Members;
  readonly diagnostics: readonly Diagnostic[];
}

function liftInput(name: string, input: Members, context: Context): InputPiece {
  const { jobInputType, mode, description, uri: address, value, pathOnCompute, ...others } = input;
  const unknown = Object.keys(others).map((member) =>
    lost(`inputs.${name}.${member}`, `Found ${found(others[member])}, a member that an input of a job does not have.`),
  );
  if (jobInputType === "literal") {
    const told =
      description === undefined ? [] : [lost(`inputs.${name}.description`, "A literal has no place for this.")];
    return { diagnostics: [...literalProblems(name, value, context), ...told, ...unknown] };
  }
  const uri = assetOf(address, context);
  if (uri === undefined) {
    const message = `This input (${found(input)}) has no address.`;
    return { diagnostics: [lost(`inputs.${name}`, message, "Write one into `inputs` of the spec.")] };
  }
  const planned = isFile(uri) ? "uri_file" : "uri_folder";
  const native: Members = {
    ...(jobInputType === planned || jobInputType === undefined ? {} : { jobInputType }),
    ...(mode === undefined || mode === "ReadOnlyMount" ? {} : { mode }),
    ...(description === undefined ? {} : { description }),
    ...(pathOnCompute === undefined ? {} : { pathOnCompute }),
  };
  const local = /^[a-z]+:\/\//i.test(uri) ? [] : [lost(`inputs.${name}.uri`, ...withoutAddress(uri))];
  return {
    inputs: { [name]: uri },
    ...(Object.keys(native).length === 0 ? {} : { native: { [name]: native } }),
    diagnostics: [
      ...local,
      ...unknown,
      ...usualInput(name, uri, input, native),
      ...Object.keys(native).map((member) => kept(`inputs.${name}.${member}`)),
    ],
  };
}

const found = (value: unknown): string => String(JSON.stringify(value)).slice(0, 200);

/** What is left to a plan, which says the same by itself, and an asset that is written in another way. */
function usualInput(name: string, uri: string, input: Members, native: Members): Diagnostic[] {
  const usual = ["jobInputType", "mode"].filter(
    (member) => input[member] !== undefined && native[member] === undefined,
  );
  return [
    ...usual.map((member) => made(`inputs.${name}.${member}`, "A plan says this by itself.")),
    ...(input["uri"] === uri ? [] : [made(`inputs.${name}.uri`, `The spec writes ${found(input["uri"])} as ${uri}.`)]),
  ];
}

/** What cannot stand in a spec: a path of one machine, and a label that only the service can resolve. */
function withoutAddress(uri: string): readonly [message: string, fix: string] {
  if (uri.startsWith("azureml:")) {
    return [
      `Found ${JSON.stringify(uri)}, and only the service knows which version that is.`,
      "Write azureml://data/NAME/versions/VERSION.",
    ];
  }
  return [`Found ${JSON.stringify(uri)}, a path of one machine.`, "Upload the data and write its URI."];
}

/** A literal is written into the command; one that the command does not name reaches nobody. */
function literalProblems(name: string, value: unknown, { job }: Context): Diagnostic[] {
  const used =
    callOf(job["command"]) !== undefined &&
    new RegExp(`\\{\\{\\s*inputs\\.${name.replaceAll(/\W/g, "\\$&")}\\s*\\}\\}`).test(String(job["command"]));
  if (used)
    return [made(`inputs.${name}.value`, `The literal ${found(value)} was written into the arguments of the script.`)];
  return [
    lost(
      `inputs.${name}.value`,
      `The literal ${found(value)} stands in no arguments of a script.`,
      "Give it as `scriptArgs` or `environment.variables`.",
    ),
  ];
}

const armAsset =
  /^(?:azureml:)?\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)(\/data\/[^/]+\/versions\/[^/]+)$/i;

/** Data assets as URIs: `azureml:NAME:VERSION` and ARM ids are none. Everything else as it stands. */
function assetOf(uri: unknown, { settings }: Context): string | undefined {
  const text = textOf(uri);
  if (text === undefined) return undefined;
  const [, named, version] = /^azureml:([^/:@]+):([^/:@]+)$/.exec(text) ?? [];
  if (named !== undefined) return `azureml://data/${named}/versions/${version}`;
  if (typeof uri !== "string") return `azureml:/${text}`;
  const [, subscription, group, workspace, path] = armAsset.exec(text) ?? [];
  if (path === undefined) return text;
  const own = workspaceId(settings);
  if (own !== undefined && text.startsWith(`${own}/`)) return `azureml:/${path}`;
  return `azureml://subscriptions/${subscription}/resourcegroups/${group}/workspaces/${workspace}${path}`;
}

function toldOfCheckpoints(path: string, member: string): Diagnostic {
  if (member === "uri") return madeCheckpointPlace(path);
  if (member === "jobOutputType" || member === "mode") return made(path, "A plan says this by itself.");
  return lost(path, "A plan writes this output by itself, and without this member.");
}

/** A spec has one place for the model: the first output with an address gives it. */
export function liftOutputs(value: unknown, context: Context): Piece {
  const isOurs = membersOf(context.job["tags"])["switchyard-key"] !== undefined;
  const { [checkpointsOutput]: ofCheckpoints, ...ofModel } = membersOf(value);
  const outputs = Object.entries(isOurs ? ofModel : membersOf(value)).map(
    ([name, output]) => [name, membersOf(output)] as const,
  );
  const place = isOurs ? membersOf(ofCheckpoints) : {};
  const checkpoints = checkpointBase(String(place["uri"]));
  const [first] = outputs;
  if (first === undefined) return {};
  const [name, output] = outputs.find(([, { uri }]) => typeof uri === "string") ?? first;
  const others = outputs.filter(([other]) => other !== name);
  const { uri, jobOutputType = "uri_folder", mode = "ReadWriteMount", ...members } = output;
  const native: Members = {
    ...(jobOutputType === "custom_model" ? {} : { jobOutputType }),
    ...(mode === "ReadWriteMount" ? {} : { mode }),
    ...members,
  };
  return {
    spec: {
      outputs: {
        ...(typeof uri === "string" ? { store: storeOf(uri, context) } : {}),
        ...(checkpoints === undefined ? {} : { checkpoints }),
      },
    },
    ...(Object.keys(native).length === 0 ? {} : { native: { outputs: { model: native } } }),
    diagnostics: [
      ...Object.keys(place).map((member) => toldOfCheckpoints(`outputs.${checkpointsOutput}.${member}`, member)),
      ...(typeof uri === "string" && storeOf(uri, context) !== uri
        ? [made(`outputs.${name}.uri`, "A plan writes into a folder of the job's own name below the spec's place.")]
        : []),
      ...["jobOutputType", "mode"].flatMap((member) =>
        output[member] === undefined || native[member] !== undefined
          ? []
          : [made(`outputs.${name}.${member}`, "A plan says this by itself.")],
      ),
      ...(name === "model" ? [] : [made(`outputs.${name}`, "A spec has one output, and a plan calls it `model`.")]),
      ...(typeof uri === "string"
        ? []
        : [made(`outputs.${name}`, "Where the model goes is a setting of the platform, `store`.")]),
      ...Object.keys(native).map((member) => kept(`outputs.${name}.${member}`, `outputs.model.${member}`)),
      ...others.map(([other]) =>
        lost(
          `outputs.${other}`,
          `A spec has one output for the model, and arguments with this one's place say \`{model}\` too.`,
          "Let the script write below `{model}`.",
        ),
      ),
    ],
  };
}

/** A job of ours writes below the store into a folder of its own name. */
function storeOf(uri: string, { job, name }: Context): string {
  const tags = membersOf(job["tags"]);
  const trimmed = uri.replace(/\/+$/, "");
  if (tags["switchyard-key"] === undefined) return trimmed;
  const own = name ?? /[^/]+$/.exec(trimmed)?.[0] ?? "";
  return trimmed.endsWith(`/${own}`) ? trimmed.slice(0, -own.length - 1) : trimmed;
}
