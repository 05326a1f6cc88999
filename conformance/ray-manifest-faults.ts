import type { Manifest } from "./ray-manifests.ts";

const cluster = "/spec/rayClusterSpec";
const worker = `${cluster}/workerGroupSpecs/0`;
const container = `${worker}/template/spec/containers/0`;

/** Faults of shape: where, and what stands there; undefined for nothing. */
const faults: readonly (readonly [pointer: string, value: unknown])[] = [
  ["/spec/backoffLimit", "2"],
  ["/spec/backoffLimit", 1.5],
  ["/spec/backoffLimit", 2 ** 40],
  ["/spec/entryPoint", "x"],
  ["/spec/metadata", ["a"]],
  ["/spec/metadata/a", 1],
  ["/spec/shutdownAfterJobFinishes", "yes"],
  ["/spec/deletionStrategy/deletionRules", [{ policy: "DeleteAll", condition: {} }]],
  ["/spec/deletionStrategy/deletionRules", []],
  [`${cluster}/headGroupSpec`, undefined],
  [`${cluster}/headGroupSpec/rayStartParams`, { a: 1 }],
  [`${cluster}/headGroupSpec/serviceType`, 3],
  [`${cluster}/autoscalerOptions`, { upscalingMode: "Fast" }],
  [`${cluster}/autoscalerOptions`, { resources: { limits: { cpu: "lots" } } }],
  [`${worker}/groupName`, undefined],
  [`${worker}/replicas`, "1"],
  [`${worker}/template`, undefined],
  [`${worker}/template/spec/containers`, undefined],
  [`${worker}/template/spec/nodeSelector`, { a: true }],
  [`${worker}/template/spec/tolerations`, [{ tolerationSeconds: "5" }]],
  [`${worker}/template/spec/volumes`, [{ emptyDir: {} }]],
  [`${worker}/template/spec/volumes`, [{ name: "a", emptyDir: { sizeLimit: "8GiB" } }]],
  [`${worker}/template/spec/affinity`, { nodeAffinity: { preferredDuringScheduling: [] } }],
  [`${container}/name`, undefined],
  [`${container}/ports`, [{ containerPort: "80" }]],
  [`${container}/env`, [{ name: "A", value: 1 }]],
  [`${container}/env`, [{ name: "A", valueFrom: { secretKeyRef: { name: "a" } } }]],
  [`${container}/resources/limits/cpu`, {}],
  [`${container}/resources/requests/memory`, "8 Gi"],
  [`${container}/volumeMounts`, [{ name: "a" }]],
  [`${container}/securityContext/privileged`, "true"],
];

/** Faults of which the CRD says nothing: the API server and the operator find them. */
const beyondTheCrd: typeof faults = [
  ["/kind", "RayCluster"],
  ["/kind", undefined],
  ["/apiVersion", "ray.io/v1alpha1"],
  ["/metadata", undefined],
  ["/metadata/name", "Bert"],
  ["/metadata/name", "x".repeat(48)],
  ["/metadata/labels/a", "a b"],
];

/** A good manifest with each fault of shape in turn, which the CRD knows or not. */
export function faultyManifests(good: object): {
  readonly known: readonly Manifest[];
  readonly beyond: readonly Manifest[];
} {
  const plant = ([at, value]: (typeof faults)[number]): Manifest => ({
    title: `${at} ${JSON.stringify(value)}`,
    body: planted(good, at, value),
  });
  return { known: faults.map(plant), beyond: beyondTheCrd.map(plant) };
}

function planted(body: object, pointer: string, value: unknown): Manifest["body"] {
  const copy = structuredClone(body) as Record<string, unknown>;
  const keys = pointer.slice(1).split("/");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Record<string, unknown>>((at, key) => (at[key] ??= {}) as Record<string, unknown>, copy);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
}
