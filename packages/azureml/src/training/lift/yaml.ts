import type { Diagnostic } from "@switchyard/core";
import { toIsoDuration } from "../../duration.ts";
import { isMembers, lost, made, membersOf, type Members, type NativeJob } from "./piece.ts";
import { camel, distributions, identities, modes, services } from "./yaml-words.ts";

/** YAML says its type, or shows it: a command, a trial, or the steps of a pipeline. */
export function looksLikeYaml(native: Members): boolean {
  const types: readonly unknown[] = ["command", "sweep", "pipeline"];
  const { type, command, trial, jobs } = native;
  return types.includes(type) || typeof command === "string" || isMembers(trial) || isMembers(jobs);
}

/** The YAML of azure-ai-ml in the words of the REST API. Values that it leaves to Python are filled in as Python does. */
export function fromYaml(yaml: Members): NativeJob {
  const { $schema: schema, type, name, code, trial, ...others } = yaml;
  const kind = type ?? (isMembers(yaml["jobs"]) ? "pipeline" : isMembers(trial) ? "sweep" : "command");
  const own = membersOf(trial);
  const { code: trialCode, ...ofTrial } = own;
  const diagnostics: Diagnostic[] = [
    ...(schema === undefined ? [] : [made("$schema", "This names the schema of the file.")]),
    ...(type === undefined ? [] : [made("type", "A plan says this by itself.")]),
    ...(name === undefined ? [] : [made("name", `${JSON.stringify(name)} is this one job's; a plan makes its own.`)]),
  ];
  const job: Members = {
    jobType: camelType(kind),
    ...convert(others, diagnostics),
    ...(isMembers(trial) ? { trial: convert(ofTrial, diagnostics) } : {}),
  };
  const folder = code ?? trialCode;
  const isLocal = typeof folder === "string" && !/^(azureml:|git\+|https?:|\/subscriptions\/)/.test(folder);
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(isLocal ? { source: folder } : {}),
    job: folder === undefined || isLocal ? job : { ...job, codeId: folder },
    diagnostics,
  };
}

const camelType = (type: unknown): unknown =>
  typeof type === "string" ? type.charAt(0).toUpperCase() + type.slice(1) : type;

/** Converts each member by its own rule, or by its name alone. */
function convert(yaml: Members, diagnostics: Diagnostic[]): Members {
  const entries = Object.entries(yaml).map(([name, value]): [string, unknown] => {
    const convertOne = Object.hasOwn(converters, name) ? converters[name] : undefined;
    return convertOne === undefined ? [camel(name), value] : convertOne(value, diagnostics);
  });
  return Object.fromEntries(entries);
}

type Converter = (value: unknown, diagnostics: Diagnostic[]) => [string, unknown];

const converters: Readonly<Record<string, Converter>> = {
  compute: (value) => ["computeId", typeof value === "string" ? value.replace(/^azureml:/, "") : value],
  environment: (value, diagnostics) => ["environmentId", environmentOf(value, diagnostics)],
  environment_variables: (value, diagnostics) => ["environmentVariables", variablesOf(value, diagnostics)],
  inputs: (value, diagnostics) => ["inputs", inputsOf(value, diagnostics)],
  outputs: (value) => ["outputs", mapValues(membersOf(value), outputOf)],
  distribution: (value) => ["distribution", renamed(value, "distributionType", distributions)],
  identity: (value) => ["identity", renamed(value, "identityType", identities)],
  services: (value, diagnostics) => ["services", servicesOf(value, diagnostics)],
  limits: (value) => ["limits", mapValues(camelKeys(membersOf(value)), durationOf)],
  resources: (value) => ["resources", resourcesOf(value)],
  queue_settings: (value) => ["queueSettings", mapValues(camelKeys(membersOf(value)), capital)],
};

const mapValues = (members: Members, change: (value: unknown) => unknown): Members =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [key, change(value)]));

const camelKeys = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [camel(key), value]));

const capital = (value: unknown): unknown =>
  typeof value === "string" ? value.charAt(0).toUpperCase() + value.slice(1).toLowerCase() : value;

/** Seconds in YAML, durations in the API; counts of trials stay numbers. */
function durationOf(value: unknown): unknown {
  return typeof value === "number" ? toIsoDuration(value) : value;
}

/** Python's words for a value, which azure-ai-ml sends. */
function pythonText(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function variablesOf(value: unknown, diagnostics: Diagnostic[]): Members {
  return Object.fromEntries(
    Object.entries(membersOf(value)).map(([name, given]) => {
      if (typeof given !== "string" && !isMembers(given))
        diagnostics.push(
          made(`environmentVariables.${name}`, `A variable is text: ${JSON.stringify(pythonText(given))}.`),
        );
      return [name, isMembers(given) ? given : pythonText(given)];
    }),
  );
}

function inputsOf(value: unknown, diagnostics: Diagnostic[]): Members {
  return Object.fromEntries(
    Object.entries(membersOf(value)).map(([name, input]) => {
      const isLiteral = isMembers(input) && input["path"] === undefined && input["value"] !== undefined;
      if (isLiteral && input["type"] !== undefined)
        diagnostics.push(
          made(
            `inputs.${name}.type`,
            `The literal is written as text, whatever its type: ${JSON.stringify(input["type"])}.`,
          ),
        );
      return [name, inputOf(input)];
    }),
  );
}

/** A scalar is a literal, an object with a path is data. */
function inputOf(value: unknown): unknown {
  if (!isMembers(value)) return { jobInputType: "literal", value: pythonText(value) };
  const { type = "uri_folder", path, mode, value: literal, ...others } = value;
  if (path === undefined && literal !== undefined)
    return { jobInputType: "literal", value: pythonText(literal), ...others };
  if (path === undefined) return { ...value, jobInputType: value["type"] ?? "uri_folder", type: undefined };
  return { jobInputType: type, uri: path, ...modeOf(mode), ...others };
}

function outputOf(value: unknown): unknown {
  const { type = "uri_folder", path, mode, name, ...others } = membersOf(value);
  return {
    jobOutputType: type,
    ...(path === undefined ? {} : { uri: path }),
    ...modeOf(mode),
    ...(name === undefined ? {} : { assetName: name }),
    ...others,
  };
}

const modeOf = (mode: unknown): Members => (mode === undefined ? {} : { mode: modes[String(mode)] ?? mode });

function renamed(value: unknown, key: string, words: Readonly<Record<string, string>>): unknown {
  const { type, ...others } = membersOf(value);
  return { [key]: words[String(type)] ?? type, ...camelKeys(others) };
}

function servicesOf(value: unknown, diagnostics: Diagnostic[]): Members {
  for (const [name, service] of Object.entries(membersOf(value))) {
    const { nodes, type } = membersOf(service);
    if (type !== undefined) diagnostics.push(made(`services.${name}.type`, "This is jobServiceType in the API."));
    if (nodes !== undefined)
      diagnostics.push(
        made(`services.${name}.nodes`, `This is nodes.nodesValueType in the API: ${JSON.stringify(capital(nodes))}.`),
      );
  }
  return mapValues(membersOf(value), serviceOf);
}

function serviceOf(value: unknown): unknown {
  const { type, nodes, log_dir: logDir, ssh_public_keys: sshPublicKeys, properties, ...others } = membersOf(value);
  const all: Members = {
    ...membersOf(properties),
    ...(logDir === undefined ? {} : { logDir }),
    ...(sshPublicKeys === undefined ? {} : { sshPublicKeys }),
  };
  return {
    ...camelKeys(others),
    ...(type === undefined ? {} : { jobServiceType: services[String(type)] ?? type }),
    ...(nodes === undefined ? {} : { nodes: { nodesValueType: capital(nodes) } }),
    ...(Object.keys(all).length === 0 ? {} : { properties: all }),
  };
}

function resourcesOf(value: unknown): unknown {
  const { docker_args: given, ...others } = membersOf(value);
  const name = Array.isArray(given) ? "dockerArgsList" : "dockerArgs";
  return { ...camelKeys(others), ...(given === undefined ? {} : { [name]: given }) };
}

/** An environment by its name, or an image; what is built into an image has no place in a spec. */
function environmentOf(value: unknown, diagnostics: Diagnostic[]): unknown {
  if (!isMembers(value)) return value;
  for (const part of ["conda_file", "build"].filter((name) => value[name] !== undefined)) {
    const fix =
      "Build an image of it, or put its packages into a requirements file and name that in `environment.requirements`.";
    diagnostics.push(
      lost(`environment.${part}`, "A spec takes an image as it is, and installs pip packages only.", fix),
    );
  }
  const others = Object.keys(value).filter((name) => !["image", "conda_file", "build"].includes(name));
  for (const name of others)
    diagnostics.push(made(`environment.${name}`, "This names or describes the environment; a spec takes its image."));
  return value["image"];
}
