import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { KubeRaySettings, ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";
import { onWorkers } from "./cluster.ts";

const gkeSpot = "cloud.google.com/gke-spot";
const aksSpot = "kubernetes.azure.com/scalesetpriority";

const labelled = (key: string, value: string) => ({ matchExpressions: [{ key, operator: "In", values: [value] }] });

/** Karpenter and EKS Auto Mode say it one way, managed node groups another: either will do. */
const eksTerms = [labelled("karpenter.sh/capacity-type", "spot"), labelled("eks.amazonaws.com/capacityType", "SPOT")];

/**
 * Spot nodes by cloud, and the seconds between a notice and the end of a node. Sources: "Spot VMs" of GKE, "Capacity types"
 * of EKS and Karpenter's well-known labels, "Spot node pools" of AKS.
 */
const clouds: Readonly<
  Record<Exclude<NonNullable<KubeRaySettings["cluster"]>, "other">, { readonly notice: number; readonly pod: object }>
> = {
  gke: {
    notice: 15,
    pod: {
      nodeSelector: { [gkeSpot]: "true" },
      tolerations: [{ key: gkeSpot, operator: "Equal", value: "true", effect: "NoSchedule" }],
    },
  },
  eks: {
    notice: 120,
    pod: {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: eksTerms } } },
    },
  },
  aks: {
    notice: 30,
    pod: {
      nodeSelector: { [aksSpot]: "spot" },
      tolerations: [{ key: aksSpot, operator: "Equal", value: "spot", effect: "NoSchedule" }],
    },
  },
};

/** Workers on spot nodes; the head stays where nothing is taken away. A run begins again from its newest checkpoint. */
export function spotRule({ resources, spec }: TranslationInput, settings: ResolvedSettings): Fragment {
  const { submit, kuberay } = settings;
  const told = restarts(settings, spec.outputs?.checkpoints !== undefined);
  if (!resources.spot) return {};
  if (submit === "jobs" || kuberay.cluster === "other") return { diagnostics: [decidedByCluster(settings), ...told] };
  const { notice, pod } = clouds[kuberay.cluster];
  const body = onWorkers({ ...pod, terminationGracePeriodSeconds: notice });
  return { manifest: [{ origin: "spec:resources.spot", body }], diagnostics: told };
}

function decidedByCluster({ submit }: ResolvedSettings): Diagnostic {
  return {
    severity: "warning",
    code: "cluster-spot",
    path: "resources.spot",
    message:
      submit === "jobs"
        ? "The cluster decides whether its nodes are spot capacity; a job cannot ask for it."
        : "What marks spot nodes of this Kubernetes is not known, so the pods may run on any.",
    fix:
      submit === "jobs"
        ? "Start the cluster with spot workers."
        : 'Set `kuberay.cluster` to "gke", "eks" or "aks", or name the label in `platforms.ray.rayJob`.',
  };
}

function restarts({ train }: ResolvedSettings, keepsCheckpoints: boolean): Diagnostic[] {
  if (train === "torchtrainer") return [];
  return [
    {
      severity: "warning",
      code: "spot-restart",
      path: "resources.spot",
      message: keepsCheckpoints
        ? "The plain launcher's job fails when it loses its node; a new attempt of the same run goes on from its newest checkpoint."
        : "The plain launcher's job fails when it loses its node: its checkpoints are not kept.",
      fix: 'Use the setting `train: "torchtrainer"`, or keep checkpoints by `outputs.checkpoints`.',
    },
  ];
}
