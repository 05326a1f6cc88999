import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkCloud, chooseNode, instanceType, type NodeShape } from "../../resources.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Part } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";
import type { RayJob } from "../../native-types.ts";
import { onWorkers, workerGroup } from "./cluster.ts";

/** What the job asks for: the driver's own share of the cluster, or the pods of a cluster of its own. */
export function machineRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { spec, resources } = input;
  const choice = chooseNode(resources);
  if ("problem" in choice) return { diagnostics: [choice.problem] };
  const { node } = choice;
  const cloud = checkCloud(node, resources, settings);
  const origin = spec.resources?.accelerator === undefined ? "default" : "spec:resources.accelerator";
  const nodes = spec.resources?.nodes === undefined ? "default" : "spec:resources.nodes";
  return {
    job: settings.train === "launcher" ? [{ origin, body: entrypointShare(node) }] : [],
    manifest: [
      ...(settings.train === "launcher" ? [{ origin, body: { spec: manifestShare(node) } }] : []),
      { origin: nodes, body: groupSize(node, resources.nodes) },
      { origin, body: onWorkers({}, { resources: podResources(node) }) },
      { origin, body: onWorkers(placement(node, settings)) },
    ],
    diagnostics: [...(cloud === undefined ? [] : [cloud]), ...aboutCluster(input, node, settings)],
  };
}

/** The plain launcher's ranks run in the driver's process tree, so the driver asks for what they need. */
function entrypointShare(node: NodeShape) {
  if (node.kind === "cpu") return { entrypoint_num_cpus: node.cpu };
  if (node.kind === "tpu") return { entrypoint_resources: { TPU: node.count } };
  return { entrypoint_num_gpus: node.count, entrypoint_resources: { [`accelerator_type:${node.row.ray}`]: 0.001 } };
}

function manifestShare(node: NodeShape) {
  if (node.kind === "cpu") return { entrypointNumCpus: node.cpu };
  if (node.kind === "tpu") return { entrypointResources: JSON.stringify({ TPU: node.count }) };
  return { entrypointNumGpus: node.count };
}

/** Pods are nodes; the hosts of a TPU slice are one replica. */
function groupSize(node: NodeShape, nodes: number): Part<RayJob>["body"] {
  const replicas = node.kind === "tpu" ? 1 : nodes;
  const size = { groupName: workerGroup, replicas, minReplicas: replicas, maxReplicas: replicas };
  const group = node.kind === "tpu" ? { ...size, numOfHosts: nodes } : size;
  return { spec: { rayClusterSpec: { workerGroupSpecs: [group] } } };
}

/** KubeRay tells Ray what the limits say; CPUs have none, so that nothing is throttled. */
function podResources(node: NodeShape) {
  const memory = `${node.memory}Gi`;
  const extended =
    node.kind === "gpu"
      ? { "nvidia.com/gpu": String(node.count) }
      : node.kind === "tpu"
        ? { "google.com/tpu": String(node.count) }
        : {};
  return { limits: { ...extended, memory }, requests: { ...extended, cpu: String(node.cpu), memory } };
}

const nvidiaTaint = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" } as const;
const skuTaint = { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" } as const;

/** Which nodes of the cluster have the accelerators. GKE adds the toleration of its taint itself. */
function placement(
  node: NodeShape,
  settings: ResolvedSettings,
): { nodeSelector?: object; tolerations?: readonly object[] } {
  if (node.kind === "cpu") return {};
  const { cluster } = settings.kuberay;
  if (node.kind === "tpu") {
    const slice = {
      "cloud.google.com/gke-tpu-accelerator": node.row.gke,
      "cloud.google.com/gke-tpu-topology": node.topology,
    };
    return cluster === "gke" ? { nodeSelector: slice } : {};
  }
  if (cluster === "gke")
    return node.row.gke === undefined ? {} : { nodeSelector: { "cloud.google.com/gke-accelerator": node.row.gke } };
  const type = instanceType(node, settings);
  const selector = type === undefined ? {} : { nodeSelector: { "node.kubernetes.io/instance-type": type } };
  return { ...selector, tolerations: [cluster === "aks" ? skuTaint : nvidiaTaint] };
}

function aboutCluster(
  { resources }: TranslationInput,
  node: NodeShape,
  { submit, train }: ResolvedSettings,
): Diagnostic[] {
  if (submit === "kuberay" || train === "launcher" || node.kind === "cpu" || resources.nodes === 1) return [];
  return [
    {
      severity: "info",
      code: "packed-workers",
      path: "resources.nodes",
      message: `Ray packs the ${resources.nodes * resources.acceleratorsPerNode} workers onto as few nodes as it can: a node with more than ${resources.acceleratorsPerNode} accelerators takes more of them.`,
      fix: "Set `platforms.ray.train.scaling_config.label_selector` to a label of the nodes that you mean.",
    },
  ];
}

/** Disks belong to the nodes; a pod asks for its share. */
export function diskRule({ resources }: TranslationInput, { submit }: ResolvedSettings): Fragment {
  const size = resources.diskGigabytes;
  if (size === undefined) return {};
  const share = { "ephemeral-storage": `${size}G` };
  const part = {
    origin: "spec:resources.disk",
    body: onWorkers({}, { resources: { limits: share, requests: share } }),
  };
  if (submit === "kuberay") return { manifest: [part] };
  const message = `A cluster that exists has the disks that it has, and nothing can ask for the ${size} GB.`;
  const fix = "Leave `resources.disk` out.";
  return { diagnostics: [{ severity: "warning", code: "ignored-disk", path: "resources.disk", message, fix }] };
}
