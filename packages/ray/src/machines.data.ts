import type { AcceleratorName } from "@switchyard/core";

/** What one accelerator is to Ray and to each Kubernetes, and what a node has for each of them besides. */
export interface MachineRow {
  /** The node's type in Ray (`ray.util.accelerators`), which a worker asks for. */
  readonly ray: string;
  /** CPUs and GiB of memory for each accelerator, on the smallest machine that has it, less what the system needs. */
  readonly cpu: number;
  readonly memory: number;
  /** Value of `cloud.google.com/gke-accelerator`, or `gke-tpu-accelerator`. */
  readonly gke?: string;
  /** EC2 instance type, by accelerators on a node. */
  readonly eks?: Readonly<Record<number, string>>;
  /** Azure's VM size, by accelerators on a node. */
  readonly aks?: Readonly<Record<number, string>>;
}

/** What each rank of a job without accelerators gets. */
export const cpuRank = { cpu: 2, memory: 4 } as const;

/**
 * GPUs. Sources: `ray.util.accelerators` of Ray 2.60; the pages "GPU machine types" of Google Kubernetes Engine, "Instance
 * types" of Amazon EC2 and "Sizes for virtual machines" of Azure; the cheapest machine of each count.
 */
export const gpus = {
  T4: {
    ray: "T4",
    cpu: 3,
    memory: 11,
    gke: "nvidia-tesla-t4",
    eks: { 1: "g4dn.xlarge", 4: "g4dn.12xlarge", 8: "g4dn.metal" },
    aks: { 1: "Standard_NC4as_T4_v3", 4: "Standard_NC64as_T4_v3" },
  },
  "V100-16GB": {
    ray: "V100",
    cpu: 5,
    memory: 45,
    gke: "nvidia-tesla-v100",
    eks: { 1: "p3.2xlarge", 4: "p3.8xlarge", 8: "p3.16xlarge" },
    aks: { 1: "Standard_NC6s_v3", 2: "Standard_NC12s_v3", 4: "Standard_NC24s_v3" },
  },
  "V100-32GB": { ray: "V100", cpu: 4, memory: 72, eks: { 8: "p3dn.24xlarge" }, aks: { 8: "Standard_ND40rs_v2" } },
  A10: {
    ray: "A10",
    cpu: 30,
    memory: 380,
    aks: { 1: "Standard_NV36ads_A10_v5", 2: "Standard_NV72ads_A10_v5" },
  },
  A10G: { ray: "A10G", cpu: 3, memory: 11, eks: { 1: "g5.xlarge", 4: "g5.12xlarge", 8: "g5.48xlarge" } },
  L4: {
    ray: "L4",
    cpu: 3,
    memory: 11,
    gke: "nvidia-l4",
    eks: { 1: "g6.xlarge", 4: "g6.12xlarge", 8: "g6.48xlarge" },
  },
  L40S: { ray: "L40S", cpu: 3, memory: 24, eks: { 1: "g6e.xlarge", 4: "g6e.12xlarge", 8: "g6e.48xlarge" } },
  "A100-40GB": {
    ray: "A100",
    cpu: 10,
    memory: 70,
    gke: "nvidia-tesla-a100",
    eks: { 8: "p4d.24xlarge" },
    aks: { 8: "Standard_ND96asr_v4" },
  },
  "A100-80GB": {
    ray: "A100",
    cpu: 10,
    memory: 120,
    gke: "nvidia-a100-80gb",
    eks: { 8: "p4de.24xlarge" },
    aks: {
      1: "Standard_NC24ads_A100_v4",
      2: "Standard_NC48ads_A100_v4",
      4: "Standard_NC96ads_A100_v4",
      8: "Standard_ND96amsr_A100_v4",
    },
  },
  H100: {
    ray: "H100",
    cpu: 10,
    memory: 200,
    gke: "nvidia-h100-80gb",
    eks: { 1: "p5.4xlarge", 8: "p5.48xlarge" },
    aks: { 8: "Standard_ND96isr_H100_v5" },
  },
  "H100-NVL": {
    ray: "H100",
    cpu: 36,
    memory: 280,
    aks: { 1: "Standard_NC40ads_H100_v5", 2: "Standard_NC80adis_H100_v5" },
  },
  H200: {
    ray: "H200",
    cpu: 10,
    memory: 200,
    gke: "nvidia-h200-141gb",
    eks: { 8: "p5en.48xlarge" },
    aks: { 8: "Standard_ND96isr_H200_v5" },
  },
  B200: { ray: "B200", cpu: 20, memory: 220, gke: "nvidia-b200", eks: { 8: "p6-b200.48xlarge" } },
  GB200: { ray: "GB200", cpu: 30, memory: 200, gke: "nvidia-gb200" },
  "RTX-PRO-6000": {
    ray: "RTX-PRO-6000",
    cpu: 6,
    memory: 52,
    eks: { 1: "g7e.2xlarge", 2: "g7e.12xlarge", 4: "g7e.24xlarge", 8: "g7e.48xlarge" },
  },
} as const satisfies { readonly [A in AcceleratorName]?: MachineRow };

/** A TPU generation: chips that a host may have, and the slice's shape for a number of chips. */
export interface TpuRow extends MachineRow {
  readonly hosts: readonly number[];
  readonly topologies: Readonly<Record<number, string>>;
}

const flat = { 1: "1x1", 4: "2x2", 8: "2x4", 16: "4x4", 32: "4x8", 64: "8x8", 128: "8x16", 256: "16x16" } as const;
const cube = { 4: "2x2x1", 8: "2x2x2", 16: "2x2x4", 32: "2x4x4", 64: "4x4x4", 128: "4x4x8" } as const;

/** TPU slices. Source: "Plan TPUs" of Google Kubernetes Engine. A slice of several hosts has four chips on each. */
export const tpus = {
  "TPU-v5e": {
    ray: "TPU-V5LITEPOD",
    cpu: 20,
    memory: 40,
    gke: "tpu-v5-lite-podslice",
    hosts: [1, 4, 8],
    topologies: flat,
  },
  "TPU-v5p": { ray: "TPU-V5P", cpu: 40, memory: 90, gke: "tpu-v5p-slice", hosts: [4], topologies: cube },
  "TPU-v6e": { ray: "TPU-V6E", cpu: 36, memory: 150, gke: "tpu-v6e-slice", hosts: [1, 4, 8], topologies: flat },
} as const satisfies { readonly [A in AcceleratorName]?: TpuRow };
