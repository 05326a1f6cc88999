import { nearest, type AcceleratorName, type Diagnostic, type ResolvedResources } from "@switchyard/core";
import { cpuRank, gpus, tpus, type MachineRow, type TpuRow } from "./machines.data.ts";
import type { ResolvedSettings } from "./settings.ts";

/** One node of the job, as far as it is known. */
export type NodeShape = { readonly cpu: number; readonly memory: number } & (
  | { readonly kind: "cpu" }
  | { readonly kind: "gpu"; readonly row: MachineRow; readonly count: number }
  | { readonly kind: "tpu"; readonly row: TpuRow; readonly count: number; readonly topology: string }
);

/** A node, or why there is none. */
export type NodeChoice = { readonly node: NodeShape } | { readonly problem: Diagnostic };

const gpuOf = (name: AcceleratorName): MachineRow | undefined =>
  (gpus as Partial<Record<AcceleratorName, MachineRow>>)[name];

const tpuOf = (name: AcceleratorName): TpuRow | undefined => (tpus as Partial<Record<AcceleratorName, TpuRow>>)[name];

/** What each node of the job must be. */
export function chooseNode({ accelerator, acceleratorsPerNode: count, nodes }: ResolvedResources): NodeChoice {
  const perAccelerator = ({ cpu, memory }: { cpu: number; memory: number }) => ({
    cpu: cpu * count,
    memory: memory * count,
  });
  if (accelerator === "cpu") return { node: { kind: "cpu", ...perAccelerator(cpuRank) } };
  const gpu = gpuOf(accelerator);
  if (gpu !== undefined) return { node: { kind: "gpu", row: gpu, count, ...perAccelerator(gpu) } };
  const tpu = tpuOf(accelerator);
  if (tpu === undefined) return { problem: unknownAccelerator(accelerator) };
  const topology = tpu.topologies[count * nodes];
  const isHost = tpu.hosts.includes(count) && (nodes === 1 || count === 4);
  if (topology === undefined || !isHost) return { problem: wrongSlice(accelerator, tpu, count, nodes) };
  return { node: { kind: "tpu", row: tpu, count, topology, ...perAccelerator(tpu) } };
}

function unknownAccelerator(accelerator: string): Diagnostic {
  const kinds = ["cpu", ...Object.keys(gpus), ...Object.keys(tpus)];
  const near = nearest(accelerator, kinds);
  return {
    severity: "error",
    code: "no-machine",
    path: "resources.accelerator",
    message: `Found ${JSON.stringify(accelerator)}, which this package cannot ask Ray for. Allowed: ${kinds.join(", ")}.`,
    fix: near === undefined ? 'Use one of these, such as "A100-80GB".' : `Did you mean ${JSON.stringify(near)}?`,
  };
}

function wrongSlice(accelerator: string, { hosts, topologies }: TpuRow, count: number, nodes: number): Diagnostic {
  const chips = Object.keys(topologies).join(", ");
  return {
    severity: "error",
    code: "no-machine",
    path: "resources.acceleratorsPerNode",
    message: `Found ${nodes} host(s) with ${count} x ${accelerator}. A slice has ${chips} chips in all, ${hosts.join(" or ")} on a single host and 4 on each of several.`,
    fix: "Use 4 on each node, and a power of two of `resources.nodes`.",
  };
}

/** The machine's name in the words of the cluster's cloud; undefined where nothing names it. */
export function instanceType(node: NodeShape, { submit, kuberay }: ResolvedSettings): string | undefined {
  if (submit !== "kuberay" || node.kind !== "gpu") return undefined;
  const { row, count } = node;
  return kuberay.cluster === "eks" ? row.eks?.[count] : kuberay.cluster === "aks" ? row.aks?.[count] : undefined;
}

/** Why the cluster's cloud has no such machine; undefined where it has, or where nothing can be told. */
export function checkCloud(
  node: NodeShape,
  resources: ResolvedResources,
  settings: ResolvedSettings,
): Diagnostic | undefined {
  const { cluster } = settings.kuberay;
  if (settings.submit !== "kuberay" || node.kind === "cpu" || cluster === "other") return undefined;
  const { row } = node;
  if (cluster === "gke") return row.gke === undefined ? notThere(resources, "GKE", kindsIn("gke")) : undefined;
  const types = row[cluster];
  const name = cluster.toUpperCase();
  if (types === undefined) return notThere(resources, name, kindsIn(cluster));
  if (instanceType(node, settings) !== undefined) return undefined;
  const counts = Object.keys(types).join(", ");
  return {
    severity: "error",
    code: "no-machine",
    path: "resources.acceleratorsPerNode",
    message: `Found ${resources.acceleratorsPerNode}. ${name} has machines with ${counts} x ${resources.accelerator}.`,
    fix: `Use one of these, and \`resources.nodes\` for more.`,
  };
}

function kindsIn(cloud: "gke" | "eks" | "aks"): string[] {
  const rows: Readonly<Record<string, MachineRow>> = { ...gpus, ...tpus };
  return Object.keys(rows).filter((name) => rows[name]?.[cloud] !== undefined);
}

function notThere({ accelerator }: ResolvedResources, cloud: string, kinds: readonly string[]): Diagnostic {
  return {
    severity: "error",
    code: "no-machine",
    path: "resources.accelerator",
    message: `Found ${JSON.stringify(accelerator)}, with which ${cloud} has no machine that this package knows. Allowed: cpu, ${kinds.join(", ")}.`,
    fix: "Use one of these, or another `kuberay.cluster` in the settings.",
  };
}
