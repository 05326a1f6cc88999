import type { TranslationInput } from "@switchyard/core";
import type { ResolvedSettings } from "../../settings.ts";
import type { Part } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";
import type { RayJob } from "../../native-types.ts";

/** The head starts the driver and Ray Train's controller, and no worker. */
const head = { cpu: "2", memory: "8Gi" } as const;

export const headContainer = "ray-head";
export const workerContainer = "ray-worker";
export const workerGroup = "workers";

type PodSpec = NonNullable<
  NonNullable<NonNullable<NonNullable<RayJob["spec"]>["rayClusterSpec"]>["headGroupSpec"]["template"]["spec"]>
>;

/** A piece of both the head's and the workers' pods. */
export function onEveryPod(pod: { readonly [K in keyof PodSpec]?: unknown }, container: object): Part<RayJob>["body"] {
  const podOf = (name: string) => ({ spec: { ...pod, containers: [{ name, ...container }] } });
  const rayClusterSpec = {
    headGroupSpec: { template: podOf(headContainer) },
    workerGroupSpecs: [{ groupName: workerGroup, template: podOf(workerContainer) }],
  };
  return { spec: { rayClusterSpec } } as Part<RayJob>["body"];
}

/** A piece of the workers' pods alone. */
export function onWorkers(
  pod: { readonly [K in keyof PodSpec]?: unknown },
  container: object = {},
): Part<RayJob>["body"] {
  const template = { spec: { containers: [{ name: workerContainer, ...container }], ...pod } };
  return {
    spec: { rayClusterSpec: { workerGroupSpecs: [{ groupName: workerGroup, template }] } },
  } as Part<RayJob>["body"];
}

/** The cluster that a RayJob brings and takes away again: where it is, and what its head has. */
export function clusterRule(_input: TranslationInput, { kuberay }: ResolvedSettings): Fragment {
  const { namespace, rayVersion, serviceAccount, queue, imagePullSecret } = kuberay;
  const resources = { limits: head, requests: head };
  const headGroupSpec = {
    rayStartParams: { "num-cpus": "0" },
    template: { spec: { containers: [{ name: headContainer, resources }] } },
  };
  const workers = { workerGroupSpecs: [{ groupName: workerGroup, rayStartParams: {} }] };
  const settings: readonly (Part<RayJob> | undefined)[] = [
    { origin: "settings:kuberay.namespace", body: { metadata: { namespace } } },
    rayVersion === undefined
      ? undefined
      : { origin: "settings:kuberay.rayVersion", body: { spec: { rayClusterSpec: { rayVersion } } } },
    serviceAccount === undefined
      ? undefined
      : { origin: "settings:kuberay.serviceAccount", body: onEveryPod({ serviceAccountName: serviceAccount }, {}) },
    imagePullSecret === undefined
      ? undefined
      : {
          origin: "settings:kuberay.imagePullSecret",
          body: onEveryPod({ imagePullSecrets: [{ name: imagePullSecret }] }, {}),
        },
    queue === undefined
      ? undefined
      : { origin: "settings:kuberay.queue", body: { metadata: { labels: { "kueue.x-k8s.io/queue-name": queue } } } },
  ];
  return {
    manifest: [
      // Without it the cluster stays, and is paid for, after the job has ended.
      { origin: "default", body: { spec: { shutdownAfterJobFinishes: true } } },
      { origin: "default", body: { spec: { rayClusterSpec: { headGroupSpec, ...workers } } } },
      ...settings.filter((part) => part !== undefined),
    ],
  };
}
