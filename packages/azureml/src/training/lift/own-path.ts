import { isMembers, membersOf } from "./piece.ts";

/** Names of the REST API whose name in azure-ai-ml's YAML is not the same word with underscores. */
const inYaml: Readonly<Record<string, string>> = {
  codeId: "code",
  computeId: "compute",
  environmentId: "environment",
  uri: "path",
  jobType: "type",
  jobInputType: "type",
  jobOutputType: "type",
  jobServiceType: "type",
  distributionType: "type",
  identityType: "type",
  dockerArgsList: "docker_args",
  assetName: "name",
  nodesValueType: "nodes",
};

const plain = (name: string): string => name.replace(/_/g, "").toLowerCase();

/**
 * The path of a member of the REST API in the words of the document that the job was given in, as far as that has the members.
 *
 * @param path such as `properties.environmentVariables.X`
 */
export function ownPath(document: unknown, path: string): string {
  const isBody = isMembers(document) && isMembers(document["properties"]) && document["jobType"] === undefined;
  if (!isMembers(document) || isBody) return path;
  const steps = path.split(".").filter((step, index) => index > 0 || step !== "properties");
  const trial = document["trial"];
  const here = along(document, steps);
  const below = isMembers(trial) ? along(trial, steps) : [];
  const found = below.length > here.length ? ["trial", ...below] : here;
  if (found.length === 0) return path;
  const reached = found.reduce<unknown>((at, step) => membersOf(at)[step], document);
  // What an object does not have keeps the API's name; a scalar stands for an object of one value.
  const rest = isMembers(reached) ? steps.slice(Math.max(here.length, below.length)) : [];
  return [...found, ...rest].join(".");
}

function along(document: unknown, steps: readonly string[]): readonly string[] {
  const [step, ...rest] = steps;
  if (step === undefined || !isMembers(document)) return [];
  const name = [step, inYaml[step]].find((word) => word !== undefined && Object.hasOwn(document, word));
  const spelled = name ?? Object.keys(document).find((key) => plain(key) === plain(step));
  return spelled === undefined ? [] : [spelled, ...along(document[spelled], rest)];
}
