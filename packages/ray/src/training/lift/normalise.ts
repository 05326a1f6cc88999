import type { Diagnostic } from "@switchyard/core";
import { checkRequest } from "../../schema.ts";
import { headContainer, workerContainer, workerGroup } from "../rules/cluster.ts";
import { isHeld } from "./environment.ts";
import { at, isMembers, listOf, lost, made, membersOf, textOf, type Members } from "./piece.ts";

/** A body whose every member Ray or Kubernetes would take, and what had to go. */
export interface Normalised {
  readonly body: Members;
  readonly diagnostics: readonly Diagnostic[];
}

const cloned = (value: Members): Members => JSON.parse(JSON.stringify(value)) as Members;

/** Members that no schema has, or with values that it refuses, go with a warning: an override could not hold them. */
export function withoutMisfits(operation: string, body: Members): Normalised {
  const result = cloned(body);
  const diagnostics = checkRequest(operation, result)
    .filter(({ code, path }) => code !== "native-missing" && code !== "native-shell" && path !== "")
    .reverse()
    .flatMap(({ path, message, fix }) => (remove(result, path) ? [lost(dotted(path), message, fix)] : []));
  return { body: result, diagnostics };
}

function remove(body: Members, pointer: string): boolean {
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>(
    (inner, key) => (Array.isArray(inner) ? listOf(inner)[Number(key)] : at(inner, key)),
    body,
  );
  if (Array.isArray(parent)) return Number(last) < parent.length && parent.splice(Number(last), 1).length === 1;
  if (!isMembers(parent) || !Object.hasOwn(parent, last)) return false;
  return Reflect.deleteProperty(parent, last);
}

/** `/spec/a/0/b` → `spec.a[0].b`. */
export const dotted = (pointer: string): string =>
  pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`), "");

/** Members of a RayJob that a plan's own cannot stand beside. */
const exclusive: Readonly<Record<string, string>> = {
  clusterSelector: 'A plan brings its own cluster; for one that exists use the setting `submit: "jobs"`.',
  submitterPodTemplate: "The operator submits by itself in HTTPMode, and no pod does.",
  submitterConfig: "The operator submits by itself in HTTPMode, and no pod does.",
};

/** A manifest with the names that a plan gives: the first workers' group, and each first container. */
export function renamed({ body: given, diagnostics }: Normalised): Normalised {
  const body = cloned(given);
  const spec = membersOf(body["spec"]);
  const told: Diagnostic[] = [];
  for (const [member, message] of Object.entries(exclusive)) {
    if (spec[member] === undefined) continue;
    Reflect.deleteProperty(spec, member);
    told.push(lost(`spec.${member}`, message));
  }
  if (spec["suspend"] !== undefined) {
    Reflect.deleteProperty(spec, "suspend");
    told.push(made("spec.suspend", "A queue sets this when it admits a job."));
  }
  if (spec["deletionStrategy"] !== undefined && spec["shutdownAfterJobFinishes"] === undefined)
    Object.assign(spec, { shutdownAfterJobFinishes: false });
  const cluster = membersOf(spec["rayClusterSpec"]);
  const [group, ...others] = listOf(cluster["workerGroupSpecs"]).filter(isMembers);
  if (group !== undefined) {
    told.push(...rename(group, "groupName", workerGroup, "spec.rayClusterSpec.workerGroupSpecs[0]"));
    told.push(...renamedPod(group, workerContainer, "spec.rayClusterSpec.workerGroupSpecs[0]"));
    told.push(
      ...others.flatMap((other) =>
        other["groupName"] === workerGroup
          ? rename(other, "groupName", "workers-2", "spec.rayClusterSpec.workerGroupSpecs")
          : [],
      ),
    );
  }
  told.push(...renamedPod(membersOf(cluster["headGroupSpec"]), headContainer, "spec.rayClusterSpec.headGroupSpec"));
  told.push(...withoutSecrets(cluster));
  return { body, diagnostics: [...diagnostics, ...told] };
}

/** Every container of the cluster, with its path. */
function containersOf(cluster: Members): readonly (readonly [path: string, container: Members])[] {
  const groups = [
    ["spec.rayClusterSpec.headGroupSpec", cluster["headGroupSpec"]] as const,
    ...listOf(cluster["workerGroupSpecs"]).map(
      (group, index) => [`spec.rayClusterSpec.workerGroupSpecs[${index}]`, group] as const,
    ),
  ];
  return groups.flatMap(([path, group]) =>
    ["containers", "initContainers"].flatMap((kind) =>
      listOf(at(group, "template", "spec", kind)).flatMap((container, index) =>
        isMembers(container) ? [[`${path}.template.spec.${kind}[${index}]`, container] as const] : [],
      ),
    ),
  );
}

/** Values of secrets stay behind, in sidecars too: an override stands in the plan. */
function withoutSecrets(cluster: Members): Diagnostic[] {
  return containersOf(cluster).flatMap(([path, container]) => {
    const env = listOf(container["env"]);
    const held = env.flatMap((variable) => {
      const name = textOf(at(variable, "name")) ?? "";
      return isHeld(name, at(variable, "value")) ? [name] : [];
    });
    if (held.length === 0) return [];
    Object.assign(container, { env: env.filter((variable) => !held.includes(textOf(at(variable, "name")) ?? "")) });
    return held.map((name) =>
      lost(
        `${path}.env.${name}`,
        `The value of ${name} was left behind: a spec holds no secrets.`,
        "Refer to a Secret of the cluster, by `valueFrom.secretKeyRef`.",
      ),
    );
  });
}

/** The first container is Ray's. */
function renamedPod(group: Members, name: string, path: string): Diagnostic[] {
  const container = at(group, "template", "spec", "containers", 0);
  if (!isMembers(container)) return [];
  return rename(container, "name", name, `${path}.template.spec.containers[0]`);
}

function rename(target: Members, field: string, name: string, path: string): Diagnostic[] {
  const before = target[field];
  if (before === name) return [];
  Object.assign(target, { [field]: name });
  return before === undefined ? [] : [made(`${path}.${field}`, `A plan calls ${JSON.stringify(before)} ${name}.`)];
}
