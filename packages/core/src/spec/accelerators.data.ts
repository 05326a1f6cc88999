/** What one accelerator is. Source: the vendors' data sheets. */
export interface Accelerator {
  readonly kind: "cpu" | "nvidia" | "amd" | "tpu" | "neuron";
  /** Memory of one chip in GB; 0 for none. */
  readonly memory: number;
  /** Whether it computes in bfloat16. */
  readonly bf16: boolean;
  /** Whether it computes in TensorFloat-32. */
  readonly tf32: boolean;
}

/** The closed list of accelerators that a spec may name. Platforms map it to their machines. */
export const accelerators = {
  cpu: { kind: "cpu", memory: 0, bf16: true, tf32: false },
  T4: { kind: "nvidia", memory: 16, bf16: false, tf32: false },
  "V100-16GB": { kind: "nvidia", memory: 16, bf16: false, tf32: false },
  "V100-32GB": { kind: "nvidia", memory: 32, bf16: false, tf32: false },
  A10: { kind: "nvidia", memory: 24, bf16: true, tf32: true },
  A10G: { kind: "nvidia", memory: 24, bf16: true, tf32: true },
  L4: { kind: "nvidia", memory: 24, bf16: true, tf32: true },
  L40S: { kind: "nvidia", memory: 48, bf16: true, tf32: true },
  "A100-40GB": { kind: "nvidia", memory: 40, bf16: true, tf32: true },
  "A100-80GB": { kind: "nvidia", memory: 80, bf16: true, tf32: true },
  H100: { kind: "nvidia", memory: 80, bf16: true, tf32: true },
  "H100-NVL": { kind: "nvidia", memory: 94, bf16: true, tf32: true },
  H200: { kind: "nvidia", memory: 141, bf16: true, tf32: true },
  B200: { kind: "nvidia", memory: 180, bf16: true, tf32: true },
  GB200: { kind: "nvidia", memory: 186, bf16: true, tf32: true },
  "RTX-PRO-6000": { kind: "nvidia", memory: 96, bf16: true, tf32: true },
  MI300X: { kind: "amd", memory: 192, bf16: true, tf32: false },
  "TPU-v5e": { kind: "tpu", memory: 16, bf16: true, tf32: false },
  "TPU-v5p": { kind: "tpu", memory: 95, bf16: true, tf32: false },
  "TPU-v6e": { kind: "tpu", memory: 32, bf16: true, tf32: false },
  Trainium: { kind: "neuron", memory: 32, bf16: true, tf32: false },
  Trainium2: { kind: "neuron", memory: 96, bf16: true, tf32: false },
} as const satisfies Readonly<Record<string, Accelerator>>;

export type AcceleratorName = keyof typeof accelerators;
