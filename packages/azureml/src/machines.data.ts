import type { AcceleratorName } from "@switchyard/core";

/** One machine of Azure. */
export interface MachineRow {
  readonly type: string;
  readonly accelerator: AcceleratorName;
  readonly count: number;
  readonly vcpu: number;
  /** Memory of the whole machine in GB. */
  readonly memory: number;
  /** Has RDMA over InfiniBand to its neighbours. Azure says so with an `r` in the size's suffix. */
  readonly infiniband: boolean;
}

/**
 * Machines by accelerator, the cheapest of each count first. Sources: the Azure Retail Prices API of May and June 2026,
 * and the pages "Sizes for virtual machines" and "Distributed GPU training guide" of Microsoft Learn. ARM64 machines
 * (GB200) are left out, since the curated environments are for x86; so are H100 machines without InfiniBand.
 */
export const machines: readonly MachineRow[] = [
  { type: "Standard_DS3_v2", accelerator: "cpu", count: 0, vcpu: 4, memory: 14, infiniband: false },
  { type: "Standard_F8s_v2", accelerator: "cpu", count: 0, vcpu: 8, memory: 16, infiniband: false },
  { type: "Standard_F16s_v2", accelerator: "cpu", count: 0, vcpu: 16, memory: 32, infiniband: false },
  { type: "Standard_F32s_v2", accelerator: "cpu", count: 0, vcpu: 32, memory: 64, infiniband: false },
  { type: "Standard_F72s_v2", accelerator: "cpu", count: 0, vcpu: 72, memory: 144, infiniband: false },
  { type: "Standard_NC4as_T4_v3", accelerator: "T4", count: 1, vcpu: 4, memory: 28, infiniband: false },
  { type: "Standard_NC8as_T4_v3", accelerator: "T4", count: 1, vcpu: 8, memory: 56, infiniband: false },
  { type: "Standard_NC16as_T4_v3", accelerator: "T4", count: 1, vcpu: 16, memory: 110, infiniband: false },
  { type: "Standard_NC64as_T4_v3", accelerator: "T4", count: 4, vcpu: 64, memory: 440, infiniband: false },
  { type: "Standard_NC6s_v3", accelerator: "V100-16GB", count: 1, vcpu: 6, memory: 112, infiniband: false },
  { type: "Standard_NC12s_v3", accelerator: "V100-16GB", count: 2, vcpu: 12, memory: 224, infiniband: false },
  { type: "Standard_NC24s_v3", accelerator: "V100-16GB", count: 4, vcpu: 24, memory: 448, infiniband: false },
  { type: "Standard_NC24rs_v3", accelerator: "V100-16GB", count: 4, vcpu: 24, memory: 448, infiniband: true },
  { type: "Standard_ND40rs_v2", accelerator: "V100-32GB", count: 8, vcpu: 40, memory: 672, infiniband: true },
  { type: "Standard_NV36ads_A10_v5", accelerator: "A10", count: 1, vcpu: 36, memory: 440, infiniband: false },
  { type: "Standard_NV36adms_A10_v5", accelerator: "A10", count: 1, vcpu: 36, memory: 880, infiniband: false },
  { type: "Standard_NV72ads_A10_v5", accelerator: "A10", count: 2, vcpu: 72, memory: 880, infiniband: false },
  { type: "Standard_ND96asr_v4", accelerator: "A100-40GB", count: 8, vcpu: 96, memory: 900, infiniband: true },
  { type: "Standard_NC24ads_A100_v4", accelerator: "A100-80GB", count: 1, vcpu: 24, memory: 220, infiniband: false },
  { type: "Standard_NC48ads_A100_v4", accelerator: "A100-80GB", count: 2, vcpu: 48, memory: 440, infiniband: false },
  { type: "Standard_NC96ads_A100_v4", accelerator: "A100-80GB", count: 4, vcpu: 96, memory: 880, infiniband: false },
  { type: "Standard_ND96amsr_A100_v4", accelerator: "A100-80GB", count: 8, vcpu: 96, memory: 1800, infiniband: true },
  { type: "Standard_NC40ads_H100_v5", accelerator: "H100-NVL", count: 1, vcpu: 40, memory: 320, infiniband: false },
  { type: "Standard_NC80adis_H100_v5", accelerator: "H100-NVL", count: 2, vcpu: 80, memory: 640, infiniband: false },
  { type: "Standard_ND96isr_H100_v5", accelerator: "H100", count: 8, vcpu: 96, memory: 1900, infiniband: true },
  { type: "Standard_ND96isr_H200_v5", accelerator: "H200", count: 8, vcpu: 96, memory: 1850, infiniband: true },
  { type: "Standard_ND96isr_MI300X_v5", accelerator: "MI300X", count: 8, vcpu: 96, memory: 1850, infiniband: true },
];
