// Compiled, never run: what must not compile does not.
import type {
  MajorOf,
  TrainingArguments,
  TrainingArguments4,
  TrainingArguments5,
  TransformersVersion,
} from "./index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

isTrue<Same<MajorOf<"5">, "5">>();
isTrue<Same<MajorOf<"5.3.0">, "5">>();
isTrue<Same<MajorOf<"4.57.6">, "4">>();
isTrue<Same<TrainingArguments, TrainingArguments5>>();
isTrue<Same<TrainingArguments<"4.57">, TrainingArguments4>>();
isTrue<Same<TrainingArguments["per_device_train_batch_size"], number | undefined>>();
isTrue<Same<TrainingArguments["eval_strategy"], "no" | "steps" | "epoch" | undefined>>();
isTrue<Same<TrainingArguments["hub_token"], undefined>>();

// @ts-expect-error no such major
const version: TransformersVersion = "6.0";

export const good5: TrainingArguments<"5.18"> = {
  learning_rate: 2e-5,
  optim: "adamw_torch_fused",
  report_to: ["wandb", "tensorboard"],
  fsdp: true,
  fsdp_config: { version: 2, fsdp_cpu_offload: true },
  accelerator_config: { gradient_accumulation_kwargs: { sync_each_batch: true } },
  gradient_checkpointing_kwargs: { use_reentrant: false, determinism_check: "none" },
  liger_kernel_config: { rope: true },
  deepspeed: { zero_optimization: { stage: 3 } },
  lr_scheduler_kwargs: { min_lr_rate: 0.1 },
  trackio_static_space_id: false,
  warmup_steps: 0.03,
  run_name: null,
};
export const good4: TrainingArguments<"4.57.6"> = {
  warmup_ratio: 0.1,
  overwrite_output_dir: true,
  fsdp: "full_shard auto_wrap",
};

export const bad: readonly TrainingArguments[] = [
  // @ts-expect-error misspelt
  { learning_rat: 1 },
  // @ts-expect-error gone since 5.0
  { no_cuda: true },
  // @ts-expect-error a number, not its text
  { learning_rate: "5e-5" },
  // @ts-expect-error no such word
  { optim: "adamw_hf" },
  // @ts-expect-error no such word
  { report_to: ["tensorbord"] },
  // @ts-expect-error a secret
  { hub_token: "hf_x" },
  // @ts-expect-error a Python object
  { parallelism_config: { tp_size: 2 } },
  // @ts-expect-error no such key
  { accelerator_config: { split_batch: true } },
  // @ts-expect-error no such key
  { fsdp_config: { cpu_ofload: true } },
  // @ts-expect-error undefined is no value
  { seed: undefined },
  // @ts-expect-error None is no tracker in 5
  { report_to: null },
];

export const bad4: readonly TrainingArguments<"4.57">[] = [
  // @ts-expect-error new in 5
  { use_cache: true },
  // @ts-expect-error new in 5
  { fsdp_config: { version: 2 } },
];

export const used = version;
