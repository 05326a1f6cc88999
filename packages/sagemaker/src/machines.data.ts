import type { AcceleratorName } from "@switchyard/core";
import type { TrainingInstanceType } from "@aws-sdk/client-sagemaker";

/** One training machine of SageMaker. */
export interface MachineRow {
  readonly type: TrainingInstanceType;
  readonly accelerator: AcceleratorName;
  readonly count: number;
  readonly vcpu: number;
  /** NeuronCores of one Trainium chip, each of which takes a rank of its own. */
  readonly cores?: number;
  /** Has its own fast disks, whose size is fixed: SageMaker ignores VolumeSizeInGB and refuses VolumeKmsKeyId. */
  readonly nvme: boolean;
}

/**
 * Machines by accelerator, the cheapest of each count first: that one is taken. Source: the SageMaker training price list
 * of 2026 and the instance types' pages.
 */
export const machines: readonly MachineRow[] = [
  { type: "ml.m5.xlarge", accelerator: "cpu", count: 0, vcpu: 4, nvme: false },
  { type: "ml.m5.2xlarge", accelerator: "cpu", count: 0, vcpu: 8, nvme: false },
  { type: "ml.m5.4xlarge", accelerator: "cpu", count: 0, vcpu: 16, nvme: false },
  { type: "ml.m5.12xlarge", accelerator: "cpu", count: 0, vcpu: 48, nvme: false },
  { type: "ml.m5.24xlarge", accelerator: "cpu", count: 0, vcpu: 96, nvme: false },
  { type: "ml.g4dn.xlarge", accelerator: "T4", count: 1, vcpu: 4, nvme: true },
  { type: "ml.g4dn.2xlarge", accelerator: "T4", count: 1, vcpu: 8, nvme: true },
  { type: "ml.g4dn.4xlarge", accelerator: "T4", count: 1, vcpu: 16, nvme: true },
  { type: "ml.g4dn.8xlarge", accelerator: "T4", count: 1, vcpu: 32, nvme: true },
  { type: "ml.g4dn.16xlarge", accelerator: "T4", count: 1, vcpu: 64, nvme: true },
  { type: "ml.g4dn.12xlarge", accelerator: "T4", count: 4, vcpu: 48, nvme: true },
  { type: "ml.p3.2xlarge", accelerator: "V100-16GB", count: 1, vcpu: 8, nvme: false },
  { type: "ml.p3.8xlarge", accelerator: "V100-16GB", count: 4, vcpu: 32, nvme: false },
  { type: "ml.p3.16xlarge", accelerator: "V100-16GB", count: 8, vcpu: 64, nvme: false },
  { type: "ml.p3dn.24xlarge", accelerator: "V100-32GB", count: 8, vcpu: 96, nvme: true },
  { type: "ml.g5.xlarge", accelerator: "A10G", count: 1, vcpu: 4, nvme: true },
  { type: "ml.g5.2xlarge", accelerator: "A10G", count: 1, vcpu: 8, nvme: true },
  { type: "ml.g5.4xlarge", accelerator: "A10G", count: 1, vcpu: 16, nvme: true },
  { type: "ml.g5.8xlarge", accelerator: "A10G", count: 1, vcpu: 32, nvme: true },
  { type: "ml.g5.16xlarge", accelerator: "A10G", count: 1, vcpu: 64, nvme: true },
  { type: "ml.g5.12xlarge", accelerator: "A10G", count: 4, vcpu: 48, nvme: true },
  { type: "ml.g5.24xlarge", accelerator: "A10G", count: 4, vcpu: 96, nvme: true },
  { type: "ml.g5.48xlarge", accelerator: "A10G", count: 8, vcpu: 192, nvme: true },
  { type: "ml.g6.xlarge", accelerator: "L4", count: 1, vcpu: 4, nvme: true },
  { type: "ml.g6.2xlarge", accelerator: "L4", count: 1, vcpu: 8, nvme: true },
  { type: "ml.g6.4xlarge", accelerator: "L4", count: 1, vcpu: 16, nvme: true },
  { type: "ml.g6.8xlarge", accelerator: "L4", count: 1, vcpu: 32, nvme: true },
  { type: "ml.g6.16xlarge", accelerator: "L4", count: 1, vcpu: 64, nvme: true },
  { type: "ml.g6.12xlarge", accelerator: "L4", count: 4, vcpu: 48, nvme: true },
  { type: "ml.g6.24xlarge", accelerator: "L4", count: 4, vcpu: 96, nvme: true },
  { type: "ml.g6.48xlarge", accelerator: "L4", count: 8, vcpu: 192, nvme: true },
  { type: "ml.g6e.xlarge", accelerator: "L40S", count: 1, vcpu: 4, nvme: true },
  { type: "ml.g6e.2xlarge", accelerator: "L40S", count: 1, vcpu: 8, nvme: true },
  { type: "ml.g6e.4xlarge", accelerator: "L40S", count: 1, vcpu: 16, nvme: true },
  { type: "ml.g6e.8xlarge", accelerator: "L40S", count: 1, vcpu: 32, nvme: true },
  { type: "ml.g6e.16xlarge", accelerator: "L40S", count: 1, vcpu: 64, nvme: true },
  { type: "ml.g6e.12xlarge", accelerator: "L40S", count: 4, vcpu: 48, nvme: true },
  { type: "ml.g6e.24xlarge", accelerator: "L40S", count: 4, vcpu: 96, nvme: true },
  { type: "ml.g6e.48xlarge", accelerator: "L40S", count: 8, vcpu: 192, nvme: true },
  { type: "ml.g7e.2xlarge", accelerator: "RTX-PRO-6000", count: 1, vcpu: 8, nvme: true },
  { type: "ml.g7e.4xlarge", accelerator: "RTX-PRO-6000", count: 1, vcpu: 16, nvme: true },
  { type: "ml.g7e.8xlarge", accelerator: "RTX-PRO-6000", count: 1, vcpu: 32, nvme: true },
  { type: "ml.g7e.12xlarge", accelerator: "RTX-PRO-6000", count: 2, vcpu: 48, nvme: true },
  { type: "ml.g7e.24xlarge", accelerator: "RTX-PRO-6000", count: 4, vcpu: 96, nvme: true },
  { type: "ml.g7e.48xlarge", accelerator: "RTX-PRO-6000", count: 8, vcpu: 192, nvme: true },
  { type: "ml.p4d.24xlarge", accelerator: "A100-40GB", count: 8, vcpu: 96, nvme: true },
  { type: "ml.p4de.24xlarge", accelerator: "A100-80GB", count: 8, vcpu: 96, nvme: true },
  { type: "ml.p5.4xlarge", accelerator: "H100", count: 1, vcpu: 16, nvme: true },
  { type: "ml.p5.48xlarge", accelerator: "H100", count: 8, vcpu: 192, nvme: true },
  { type: "ml.p5en.48xlarge", accelerator: "H200", count: 8, vcpu: 192, nvme: true },
  { type: "ml.p6-b200.48xlarge", accelerator: "B200", count: 8, vcpu: 192, nvme: true },
  { type: "ml.trn1.2xlarge", accelerator: "Trainium", count: 1, vcpu: 8, cores: 2, nvme: true },
  { type: "ml.trn1.32xlarge", accelerator: "Trainium", count: 16, vcpu: 128, cores: 2, nvme: true },
  { type: "ml.trn1n.32xlarge", accelerator: "Trainium", count: 16, vcpu: 128, cores: 2, nvme: true },
  { type: "ml.trn2.48xlarge", accelerator: "Trainium2", count: 16, vcpu: 192, cores: 4, nvme: true },
];
