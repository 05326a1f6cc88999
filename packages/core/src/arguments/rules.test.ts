import { describe, expect, it } from "vitest";
import { checkTrainingArguments } from "./check.ts";

const codes = (args: object, version = "5") =>
  checkTrainingArguments(args, version).map(({ code, path }) => `${code} ${path}`);

const stepped = { eval_strategy: "steps", load_best_model_at_end: true };
const sharded = { fsdp: true, fsdp_config: { state_dict_type: "SHARDED_STATE_DICT" } };

describe("rules that TrainingArguments checks", () => {
  it.each<[string, object]>([
    ["two-precisions args.bf16", { fp16: true, bf16: true }],
    ["two-precisions args.bf16_full_eval", { fp16_full_eval: true, bf16_full_eval: true }],
    ["logging-without-steps args.logging_steps", { logging_steps: 0 }],
    ["fraction-of-steps args.logging_steps", { logging_steps: 10.5 }],
    ["fraction-of-steps args.save_steps", { save_steps: 1.5 }],
    ["fraction-of-steps args.eval_steps", { eval_strategy: "steps", eval_steps: 10.5 }],
    ["fraction-of-steps args.eval_steps", { eval_strategy: "steps", logging_strategy: "no", logging_steps: 10.5 }],
    [
      "evaluation-without-steps args.eval_steps",
      { eval_strategy: "steps", eval_steps: 0, logging_steps: 0, logging_strategy: "no" },
    ],
    ["best-model-strategies args.load_best_model_at_end", { load_best_model_at_end: true }],
    ["best-model-steps args.save_steps", { ...stepped, eval_steps: 200, save_steps: 500 }],
    ["best-model-steps args.save_steps", { ...stepped, eval_steps: 0.1, save_steps: 0.25 }],
    ["best-model-steps args.save_steps", { ...stepped, eval_steps: 0.1, save_steps: 500.5 - 0.25 }],
    ["scheduler-without-evaluation args.lr_scheduler_type", { lr_scheduler_type: "reduce_lr_on_plateau" }],
    ["scheduler-without-evaluation args.lr_scheduler_type", { lr_scheduler_type: "greedy" }],
    ["negative-warmup args.warmup_steps", { warmup_steps: -1 }],
    ["prefetch-without-workers args.dataloader_prefetch_factor", { dataloader_prefetch_factor: 2 }],
    ["cache-steps-not-positive args.torch_empty_cache_steps", { torch_empty_cache_steps: 0 }],
    ["unknown-key args.accelerator_config.split_batch", { accelerator_config: { split_batch: true } }],
  ])("%s", (expected, args) => {
    expect(codes(args)).toContain(expected);
  });

  it.each<object>([
    { bf16: true, fp16_full_eval: true },
    { logging_steps: 0, logging_strategy: "epoch" },
    { logging_steps: 0.1, save_steps: 1, eval_steps: 1.5 },
    { ...stepped, eval_steps: 250, save_steps: 500 },
    { ...stepped, eval_steps: 0.1, save_steps: 0.3 },
    { ...stepped, eval_steps: 200, save_steps: 500, save_strategy: "best" },
    { load_best_model_at_end: true, eval_strategy: "epoch", save_strategy: "epoch" },
    { eval_strategy: "steps", eval_steps: 0 },
    { lr_scheduler_type: "greedy", eval_strategy: "epoch" },
    { dataloader_prefetch_factor: 2, dataloader_num_workers: 1 },
    { dataloader_prefetch_factor: null },
    { torch_empty_cache_steps: 1, warmup_steps: 0.5 },
  ])("lets %j pass", (args) => {
    expect(codes(args)).toEqual([]);
  });

  it("judge the warmup ratio by its release", () => {
    expect(codes({ warmup_ratio: 1.1 }, "4")).toEqual(["negative-warmup args.warmup_ratio"]);
    expect(codes({ warmup_ratio: -1 }, "5.3")).toEqual(["negative-warmup args.warmup_ratio"]);
    expect(codes({ warmup_ratio: 0.1, warmup_steps: -1 }, "5.3")).toEqual([]);
    expect(codes({ warmup_ratio: 0.1, warmup_steps: -1 }, "4")).toEqual(["negative-warmup args.warmup_steps"]);
  });

  it("are passed over when an argument is wrong by itself", () => {
    expect(codes({ eval_strategy: "steps", eval_steps: "100", load_best_model_at_end: true })).toEqual([
      "wrong-type args.eval_steps",
    ]);
  });
});

describe("rules that the Trainer checks", () => {
  it.each<[string, object]>([
    ["fsdp-and-deepspeed args.deepspeed", { fsdp: true, deepspeed: "ds.json" }],
    [
      "weights-only-best-model args.save_only_model",
      { save_only_model: true, ...stepped, eval_steps: 500, fsdp: true },
    ],
    [
      "weights-only-best-model args.save_only_model",
      { save_only_model: true, ...stepped, eval_steps: 500, deepspeed: "ds.json" },
    ],
    ["weights-only-shards args.fsdp_config.state_dict_type", { save_only_model: true, ...sharded }],
    [
      "batch-size-search-with-zero-3 args.auto_find_batch_size",
      { auto_find_batch_size: true, deepspeed: { zero_optimization: { stage: 3 } } },
    ],
    [
      "accumulation-twice args.accelerator_config.gradient_accumulation_kwargs.num_steps",
      { gradient_accumulation_steps: 2, accelerator_config: { gradient_accumulation_kwargs: { num_steps: 2 } } },
    ],
    ["best-model-without-metric args.metric_for_best_model", { save_strategy: "best", eval_strategy: "epoch" }],
    [
      "checkpointing-twice args.fsdp_config.activation_checkpointing",
      { gradient_checkpointing: true, fsdp: true, fsdp_config: { activation_checkpointing: true } },
    ],
    [
      "checkpointing-twice args.fsdp_config.fsdp_activation_checkpointing",
      { activation_checkpointing: true, fsdp: true, fsdp_config: { fsdp_activation_checkpointing: true } },
    ],
  ])("%s", (expected, args) => {
    expect(codes(args)).toEqual([expected]);
  });

  it.each<object>([
    { fsdp: true, deepspeed: {} },
    { fsdp: [], deepspeed: "ds.json" },
    { save_only_model: true, fsdp: true, fsdp_config: { state_dict_type: "FULL_STATE_DICT" } },
    { auto_find_batch_size: true, deepspeed: { zero_optimization: { stage: 2 } } },
    { accelerator_config: { gradient_accumulation_kwargs: { num_steps: 2 } } },
    { save_strategy: "best", eval_strategy: "epoch", metric_for_best_model: "f1" },
    {
      activation_checkpointing: false,
      gradient_checkpointing: true,
      fsdp: true,
      fsdp_config: { activation_checkpointing: true },
    },
  ])("lets %j pass", (args) => {
    expect(codes(args)).toEqual([]);
  });

  it("find what 4.57 makes of debug when it is given twice", () => {
    expect(codes({ debug: ["underflow_overflow"], tpu_metrics_debug: true }, "4")).toEqual([
      "debug-twice args.tpu_metrics_debug",
    ]);
    expect(codes({ tpu_metrics_debug: true }, "4")).toEqual([]);
  });
});

describe("rules of FSDP", () => {
  it.each<[string, string, object]>([
    ["5", "wrong-choice args.fsdp_config.auto_wrap_policy", { auto_wrap_policy: "transformer_based_wrap" }],
    ["5", "wrong-type args.fsdp_config.reshard_after_forward", { reshard_after_forward: "full_shard" }],
    ["5", "wrong-type args.fsdp_config.cpu_ram_efficient_loading", { cpu_ram_efficient_loading: 2 }],
    ["5.9", "wrong-type args.fsdp_config.reshard_after_forward", { version: 2, reshard_after_forward: "full_shard" }],
    [
      "5.9",
      "fsdp-wrapping-twice args.fsdp_config.min_num_params",
      { min_num_params: 1, transformer_layer_cls_to_wrap: "Block" },
    ],
    [
      "4",
      "fsdp-weights-on-one-rank args.fsdp_config.sync_module_states",
      { sync_module_states: false, cpu_ram_efficient_loading: true },
    ],
    ["5", "ignored-key args.fsdp_config.cpu_ofload", { cpu_ofload: true }],
    ["5", "ignored-key args.fsdp_config.backward_prefetch", { backward_prefetch: "BACKWARD_PRE" }],
    ["5.9", "ignored-key args.fsdp_config.cpu_offload", { cpu_offload: true }],
    ["4", "ignored-key args.fsdp_config.version", { version: 2 }],
  ])("under %s: %s", (version, expected, fsdp_config) => {
    expect(codes({ fsdp: "full_shard", fsdp_config }, version)).toEqual([expected]);
  });

  it.each<[string, object]>([
    ["5", { version: 1, reshard_after_forward: "full_shard", backward_prefetch: "BACKWARD_PRE" }],
    ["5", { version: 2, reshard_after_forward: false, auto_wrap_policy: "NO_WRAP" }],
    ["5", { fsdp_version: 2, fsdp_transformer_layer_cls_to_wrap: ["Block"] }],
    ["5", { xla: true, auto_wrap_policy: "any" }],
    ["5.9", { reshard_after_forward: "FULL_SHARD" }],
    ["4", { min_num_params: 1, backward_prefetch: "backward_pre" }],
  ])("under %s lets %j pass", (version, fsdp_config) => {
    expect(codes({ fsdp: "full_shard", fsdp_config }, version)).toEqual([]);
  });

  it("judge the words by the release", () => {
    expect(codes({ fsdp: "hybrid_shard" }, "5")).toEqual(["fsdp-version args.fsdp"]);
    expect(codes({ fsdp: "hybrid_shard", fsdp_config: { version: 1 } }, "5")).toEqual([]);
    expect(codes({ fsdp: "hybrid_shard" }, "5.9")).toEqual([]);
    expect(codes({ fsdp: "offload" }, "5")).toEqual([]);
    expect(codes({ fsdp: "offload" }, "4")).toEqual(["fsdp-words args.fsdp"]);
    expect(codes({ fsdp: ["full_shard", "shard_grad_op"] }, "5.9")).toEqual(["fsdp-words args.fsdp"]);
  });

  it("count 4.57's own arguments for wrapping", () => {
    const twice = { fsdp: true, fsdp_min_num_params: 1, fsdp_transformer_layer_cls_to_wrap: "Block" };
    expect(codes(twice, "4")).toEqual(["fsdp-wrapping-twice args.fsdp_config.min_num_params"]);
    expect(codes({ ...twice, fsdp: [] }, "4")).toEqual([]);
  });

  it("warn of a configuration without FSDP", () => {
    const found = checkTrainingArguments({ fsdp_config: { version: 2 } }, "5");
    expect(found).toMatchObject([{ severity: "warning", code: "ignored-argument", path: "args.fsdp_config" }]);
  });
});
