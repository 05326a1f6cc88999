import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineTrainer, type AcceleratorName, type TrainerSpec } from "@switchyard/core";
import { createRay, type KubeRaySettings, type RayJob } from "@switchyard/ray";

/** A manifest, and what is special about it. */
export interface Manifest {
  readonly title: string;
  readonly body: Partial<RayJob>;
}

interface Case {
  readonly title: string;
  readonly spec?: object;
  readonly settings?: KubeRaySettings;
}

const clusters = ["gke", "eks", "aks", "other"] as const;

/** Accelerators, their number on a node, and nodes. */
const machines: readonly (readonly [AcceleratorName, number, number])[] = [
  ["cpu", 2, 1],
  ["T4", 4, 2],
  ["H100", 8, 3],
  ["TPU-v6e", 4, 4],
];

/** Every cloud with machines of every kind, on demand and spot; only GKE has TPUs. */
const onClouds: readonly Case[] = clusters.flatMap((cluster) =>
  machines
    .filter(([accelerator]) => cluster === "gke" || accelerator !== "TPU-v6e")
    .flatMap(([accelerator, acceleratorsPerNode, nodes]) =>
      [false, true].map((spot) => ({
        title: `${cluster}: ${nodes} of ${acceleratorsPerNode} ${accelerator}${spot ? ", spot" : ""}`,
        spec: { resources: { accelerator, acceleratorsPerNode, nodes, spot, disk: "70GB" } },
        settings: { cluster },
      })),
    ),
);

const elastic = {
  train: { scaling_config: { num_workers: [2, 8] } },
  rayJob: {
    spec: {
      rayClusterSpec: {
        enableInTreeAutoscaling: true,
        autoscalerOptions: { version: "v2", idleTimeoutSeconds: 120 },
        workerGroupSpecs: [{ groupName: "workers", minReplicas: 1, maxReplicas: 4 }],
      },
    },
  },
};

const kept = {
  rayJob: {
    spec: {
      shutdownAfterJobFinishes: false,
      deletionStrategy: { onSuccess: { policy: "DeleteWorkers" }, onFailure: { policy: "DeleteNone" } },
    },
  },
};

const others: readonly Case[] = [
  { title: "nothing but a script" },
  { title: "a queue of Kueue", settings: { queue: "gpus" } },
  {
    title: "every setting",
    settings: {
      namespace: "ml",
      queue: "gpus",
      serviceAccount: "trainer",
      rayVersion: "2.60.0",
      imagePullSecret: "registry",
    },
  },
  { title: "a secret of Kubernetes", spec: { environment: { secrets: { HF_TOKEN: { native: "hub/token" } } } } },
  {
    title: "variables",
    spec: { environment: { variables: { QUOTES: `it's "here"`, LINES: "a\nb: c", UNICODE: "größe 🚂" } } },
  },
  { title: "a longest time", spec: { resources: { maxRuntime: "90m" } } },
  {
    title: "workers that come and go",
    spec: { resources: { accelerator: "A100-80GB", acceleratorsPerNode: 2, nodes: 2 }, platforms: { ray: elastic } },
  },
  { title: "a cluster that stays after a failure", spec: { platforms: { ray: kept } } },
];

/** Manifests as they are planned. */
export async function plannedManifests(folder: string): Promise<Manifest[]> {
  writeFileSync(join(folder, "train.py"), "");
  const manifests: Manifest[] = [];
  for (const each of [...onClouds, ...others]) {
    const trainer = defineTrainer({
      name: "bert",
      source: folder,
      entryPoint: "train.py",
      ...each.spec,
    } as TrainerSpec);
    const kuberay = { image: "me.io/ray:1", ...each.settings };
    const plan = await createRay({ store: "s3://bucket/switchyard", submit: "kuberay", kuberay })
      .estimator(trainer)
      .plan();
    const refused = plan.diagnostics.filter(({ severity }) => severity === "error");
    if (refused.length > 0) throw new Error(`${each.title}: ${JSON.stringify(refused)}`);
    manifests.push({ title: each.title, body: plan.requests[0]?.body as RayJob });
  }
  return manifests;
}
