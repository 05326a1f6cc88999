import type { AcceleratorName } from "@switchyard/core";
import type { AcceleratorType } from "./native-types.gen.ts";

/** One machine of Vertex AI. */
export interface MachineRow {
  readonly type: string;
  readonly accelerator: AcceleratorName;
  readonly count: number;
  readonly vcpu: number;
  /** Google's name for a GPU; TPUs and CPUs have none. */
  readonly native?: AcceleratorType;
  /** Boots from `hyperdisk-balanced`, and from nothing else. */
  readonly hyperdisk?: true;
}

/**
 * Machines by accelerator, the cheapest of each count first: that one is taken. Sources: Compute Engine's prices of May to
 * August 2026 with Vertex AI's surcharge; "Configure compute resources for custom training" and the enum AcceleratorType.
 */
export const machines: readonly MachineRow[] = [
  { type: "e2-standard-4", accelerator: "cpu", count: 0, vcpu: 4 },
  { type: "e2-standard-8", accelerator: "cpu", count: 0, vcpu: 8 },
  { type: "n1-standard-4", accelerator: "cpu", count: 0, vcpu: 4 },
  { type: "n1-standard-8", accelerator: "cpu", count: 0, vcpu: 8 },
  { type: "n1-standard-16", accelerator: "cpu", count: 0, vcpu: 16 },
  { type: "n1-standard-32", accelerator: "cpu", count: 0, vcpu: 32 },
  { type: "n1-standard-64", accelerator: "cpu", count: 0, vcpu: 64 },
  { type: "n1-standard-96", accelerator: "cpu", count: 0, vcpu: 96 },
  { type: "n1-standard-4", accelerator: "T4", count: 1, vcpu: 4, native: "NVIDIA_TESLA_T4" },
  { type: "n1-standard-16", accelerator: "T4", count: 2, vcpu: 16, native: "NVIDIA_TESLA_T4" },
  { type: "n1-standard-16", accelerator: "T4", count: 4, vcpu: 16, native: "NVIDIA_TESLA_T4" },
  { type: "n1-standard-4", accelerator: "V100-16GB", count: 1, vcpu: 4, native: "NVIDIA_TESLA_V100" },
  { type: "n1-standard-16", accelerator: "V100-16GB", count: 2, vcpu: 16, native: "NVIDIA_TESLA_V100" },
  { type: "n1-standard-32", accelerator: "V100-16GB", count: 4, vcpu: 32, native: "NVIDIA_TESLA_V100" },
  { type: "n1-standard-64", accelerator: "V100-16GB", count: 8, vcpu: 64, native: "NVIDIA_TESLA_V100" },
  { type: "g2-standard-4", accelerator: "L4", count: 1, vcpu: 4, native: "NVIDIA_L4" },
  { type: "g2-standard-8", accelerator: "L4", count: 1, vcpu: 8, native: "NVIDIA_L4" },
  { type: "g2-standard-12", accelerator: "L4", count: 1, vcpu: 12, native: "NVIDIA_L4" },
  { type: "g2-standard-16", accelerator: "L4", count: 1, vcpu: 16, native: "NVIDIA_L4" },
  { type: "g2-standard-32", accelerator: "L4", count: 1, vcpu: 32, native: "NVIDIA_L4" },
  { type: "g2-standard-24", accelerator: "L4", count: 2, vcpu: 24, native: "NVIDIA_L4" },
  { type: "g2-standard-48", accelerator: "L4", count: 4, vcpu: 48, native: "NVIDIA_L4" },
  { type: "g2-standard-96", accelerator: "L4", count: 8, vcpu: 96, native: "NVIDIA_L4" },
  { type: "g4-standard-48", accelerator: "RTX-PRO-6000", count: 1, vcpu: 48, native: "NVIDIA_RTX_PRO_6000" },
  { type: "g4-standard-96", accelerator: "RTX-PRO-6000", count: 2, vcpu: 96, native: "NVIDIA_RTX_PRO_6000" },
  { type: "g4-standard-192", accelerator: "RTX-PRO-6000", count: 4, vcpu: 192, native: "NVIDIA_RTX_PRO_6000" },
  { type: "g4-standard-384", accelerator: "RTX-PRO-6000", count: 8, vcpu: 384, native: "NVIDIA_RTX_PRO_6000" },
  { type: "a2-highgpu-1g", accelerator: "A100-40GB", count: 1, vcpu: 12, native: "NVIDIA_TESLA_A100" },
  { type: "a2-highgpu-2g", accelerator: "A100-40GB", count: 2, vcpu: 24, native: "NVIDIA_TESLA_A100" },
  { type: "a2-highgpu-4g", accelerator: "A100-40GB", count: 4, vcpu: 48, native: "NVIDIA_TESLA_A100" },
  { type: "a2-highgpu-8g", accelerator: "A100-40GB", count: 8, vcpu: 96, native: "NVIDIA_TESLA_A100" },
  { type: "a2-megagpu-16g", accelerator: "A100-40GB", count: 16, vcpu: 96, native: "NVIDIA_TESLA_A100" },
  { type: "a2-ultragpu-1g", accelerator: "A100-80GB", count: 1, vcpu: 12, native: "NVIDIA_A100_80GB" },
  { type: "a2-ultragpu-2g", accelerator: "A100-80GB", count: 2, vcpu: 24, native: "NVIDIA_A100_80GB" },
  { type: "a2-ultragpu-4g", accelerator: "A100-80GB", count: 4, vcpu: 48, native: "NVIDIA_A100_80GB" },
  { type: "a2-ultragpu-8g", accelerator: "A100-80GB", count: 8, vcpu: 96, native: "NVIDIA_A100_80GB" },
  { type: "a3-highgpu-1g", accelerator: "H100", count: 1, vcpu: 26, native: "NVIDIA_H100_80GB" },
  { type: "a3-highgpu-2g", accelerator: "H100", count: 2, vcpu: 52, native: "NVIDIA_H100_80GB" },
  { type: "a3-highgpu-4g", accelerator: "H100", count: 4, vcpu: 104, native: "NVIDIA_H100_80GB" },
  { type: "a3-highgpu-8g", accelerator: "H100", count: 8, vcpu: 208, native: "NVIDIA_H100_80GB" },
  { type: "a3-megagpu-8g", accelerator: "H100", count: 8, vcpu: 208, native: "NVIDIA_H100_MEGA_80GB" },
  { type: "a3-ultragpu-8g", accelerator: "H200", count: 8, vcpu: 224, native: "NVIDIA_H200_141GB", hyperdisk: true },
  { type: "a4-highgpu-8g", accelerator: "B200", count: 8, vcpu: 224, native: "NVIDIA_B200", hyperdisk: true },
  { type: "a4x-highgpu-4g", accelerator: "GB200", count: 4, vcpu: 140, native: "NVIDIA_GB200", hyperdisk: true },
  { type: "ct5lp-hightpu-1t", accelerator: "TPU-v5e", count: 1, vcpu: 24 },
  { type: "ct5lp-hightpu-4t", accelerator: "TPU-v5e", count: 4, vcpu: 112 },
  { type: "ct5lp-hightpu-8t", accelerator: "TPU-v5e", count: 8, vcpu: 224 },
  { type: "ct6e-standard-1t", accelerator: "TPU-v6e", count: 1, vcpu: 44 },
  { type: "ct6e-standard-4t", accelerator: "TPU-v6e", count: 4, vcpu: 180 },
  { type: "ct6e-standard-8t", accelerator: "TPU-v6e", count: 8, vcpu: 180 },
];

/**
 * Shapes of a TPU slice by chips on each machine and number of machines, the same for v5e and v6e. Several machines have
 * four chips each. Source: "Plan TPUs in GKE" and Vertex AI's samples; a region may have fewer.
 */
export const topologies: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: { 1: "1x1" },
  4: { 1: "2x2", 2: "2x4", 4: "4x4", 8: "4x8", 16: "8x8", 32: "8x16", 64: "16x16" },
  8: { 1: "2x4" },
};
