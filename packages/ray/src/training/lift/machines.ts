import { accelerators, type AcceleratorName, type Diagnostic, type Resources } from "@switchyard/core";
import { gpus, tpus, type MachineRow } from "../../machines.data.ts";
import type { KubeRaySettings } from "../../settings.ts";
import { at, lost, made, membersOf, textOf, type Members, type NativeJob, type Piece } from "./piece.ts";

type Cluster = NonNullable<KubeRaySettings["cluster"]>;

/** How many nodes with what: a plan of ours says it in its metadata, a manifest in its workers, a submission hardly. */
export function liftResources(job: NativeJob): Piece {
  const told = toldResources(job.metadata);
  const native = job.submit === "jobs" ? ofSubmission(job.body) : ofManifest(job.body);
  return {
    resources: { ...native.resources, ...told },
    diagnostics: told === undefined ? (native.diagnostics ?? []) : [],
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

const isAccelerator = (value: unknown): value is AcceleratorName =>
  typeof value === "string" && Object.hasOwn(accelerators, value);

function toldResources(metadata: Members): Resources | undefined {
  try {
    const { accelerator, acceleratorsPerNode, nodes } = membersOf(JSON.parse(String(metadata["switchyard-resources"])));
    if (!isAccelerator(accelerator) || !isCount(acceleratorsPerNode) || !isCount(nodes)) return undefined;
    return { accelerator, acceleratorsPerNode, nodes };
  } catch {
    return undefined;
  }
}

/** A submission's own share says what the script may have used. */
function ofSubmission(body: Members): Piece {
  const gpuCount = body["entrypoint_num_gpus"];
  const types = Object.keys(membersOf(body["entrypoint_resources"])).flatMap(
    (key) => /^accelerator_type:(.+)$/.exec(key)?.[1] ?? [],
  );
  const found = types.flatMap((type) => Object.entries(gpus).find(([, row]) => row.ray === type)?.[0] ?? [])[0];
  const accelerator = isAccelerator(found) ? { accelerator: found } : {};
  if (!isCount(gpuCount)) return { resources: accelerator };
  const resources = { ...accelerator, acceleratorsPerNode: gpuCount };
  return { resources, diagnostics: isAccelerator(found) ? [] : [unknownGpu("entrypoint_num_gpus", gpuCount)] };
}

function unknownGpu(path: string, count: number): Diagnostic {
  return lost(
    path,
    `Nothing says which kind of GPU the ${count} are; the spec says \`cpu\`.`,
    "Name it in `resources.accelerator`.",
  );
}

/** The first group of workers is the job's nodes. */
function ofManifest(body: Members): Piece {
  const spec = membersOf(body["spec"]);
  const path = "spec.rayClusterSpec.workerGroupSpecs[0]";
  const group = membersOf(at(spec, "rayClusterSpec", "workerGroupSpecs", 0));
  const pod = membersOf(at(group, "template", "spec"));
  const limits = membersOf(at(pod, "containers", 0, "resources", "limits"));
  const { kind, count } = extended(limits);
  const accelerator = kind === undefined ? undefined : acceleratorOf(pod, kind);
  const nodes = nodesOf(group);
  const seconds = spec["activeDeadlineSeconds"];
  const disk = /^(\d+)G$/.exec(String(limits["ephemeral-storage"]))?.[1];
  return {
    resources: {
      ...(accelerator === undefined ? {} : { accelerator }),
      ...(count === undefined ? {} : { acceleratorsPerNode: count }),
      ...(nodes === undefined ? {} : { nodes }),
      ...(isSpot(pod) ? { spot: true } : {}),
      ...(isCount(seconds) ? { maxRuntime: `${seconds}s` } : {}),
      ...(disk === undefined || disk === "0" ? {} : { disk: `${disk}GB` }),
    },
    diagnostics: [
      ...(count !== undefined && accelerator === undefined ? [unknownGpu(`${path}.template.spec`, count)] : []),
      ...(Object.keys(group).length === 0
        ? [made(path, "The job has no workers of its own; a plan runs its ranks on one node.")]
        : []),
    ],
  };
}

function nodesOf({ replicas, maxReplicas, numOfHosts }: Members): number | undefined {
  const groups = isCount(replicas) ? replicas : isCount(maxReplicas) ? maxReplicas : undefined;
  const hosts = isCount(numOfHosts) ? numOfHosts : 1;
  return groups === undefined ? undefined : groups * hosts;
}

function extended(limits: Members): { readonly kind?: "gpu" | "tpu"; readonly count?: number } {
  for (const [kind, name] of [
    ["gpu", "nvidia.com/gpu"],
    ["tpu", "google.com/tpu"],
  ] as const) {
    const count = Number(limits[name]);
    if (isCount(count)) return { kind, count };
  }
  return {};
}

const instanceLabels = ["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"];

function acceleratorOf(pod: Members, kind: "gpu" | "tpu"): AcceleratorName | undefined {
  const selector = membersOf(pod["nodeSelector"]);
  const rows: Readonly<Record<string, MachineRow>> = kind === "gpu" ? gpus : tpus;
  const gke =
    textOf(selector["cloud.google.com/gke-accelerator"]) ?? textOf(selector["cloud.google.com/gke-tpu-accelerator"]);
  const type = instanceLabels.map((label) => textOf(selector[label])).find((found) => found !== undefined);
  const hasType = ({ eks, aks }: MachineRow): boolean =>
    type !== undefined && [...Object.values(eks ?? {}), ...Object.values(aks ?? {})].includes(type);
  const found = Object.keys(rows).find((name) => {
    const row = rows[name];
    return row !== undefined && ((gke !== undefined && row.gke === gke) || hasType(row));
  });
  return isAccelerator(found) ? found : undefined;
}

const podText = (pod: Members): string => JSON.stringify([pod["nodeSelector"], pod["affinity"]]) ?? "";

/** Labels by which each cloud marks spot nodes. */
function isSpot(pod: Members): boolean {
  const text = podText(pod);
  return /gke-spot":"true"|capacity-type"[^}]*"spot"|capacityType"[^}]*"SPOT"|scalesetpriority":"spot"/.test(text);
}

/** Whose labels the workers' pods name; undefined where none tells. */
export function clusterOf({ body }: NativeJob): Cluster | undefined {
  const pod = membersOf(at(body, "spec", "rayClusterSpec", "workerGroupSpecs", 0, "template", "spec"));
  const text = podText(pod);
  if (text.includes("cloud.google.com/gke")) return "gke";
  if (/kubernetes\.azure\.com|"Standard_/.test(text)) return "aks";
  if (/karpenter\.|eks\.amazonaws\.com|"(?:g\d|p\d|trn)\w*\.\w+"/.test(text)) return "eks";
  return undefined;
}
