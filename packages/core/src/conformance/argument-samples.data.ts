import type { ArgumentKind } from "../arguments/index.ts";
import type { JsonObject } from "../contract/json.ts";
import type { Pair } from "./platform-under-test.ts";

/** Unlike values of each kind, where an argument has no list of words. */
export const samples: Readonly<Record<ArgumentKind, readonly Pair[]>> = {
  string: [
    ["alpha", "beta"],
    ["two words", "two  words"],
  ],
  strings: [
    [["alpha"], ["beta"]],
    [
      ["alpha", "beta"],
      ["beta", "alpha"],
    ],
  ],
  integer: [
    [1, 2],
    [2, 16],
  ],
  number: [
    [0.25, 0.5],
    [0.5, 2],
    [1e-7, 1e-6],
  ],
  boolean: [[false, true]],
  false: [],
  object: [
    [{ alpha: 1 }, { alpha: 2 }],
    [{ alpha: { beta: 1 } }, { alpha: { gamma: 1 } }],
  ],
  null: [],
};

/** Objects whose keys are checked, and shares. An argument that no release takes has a value to be refused. */
export const ownSamples: Readonly<Record<string, readonly Pair[]>> = {
  accelerator_config: [[{ split_batches: false }, { split_batches: true }]],
  activation_checkpointing_kwargs: [[{ use_reentrant: false }, { use_reentrant: true }]],
  deepspeed: [
    [{ zero_optimization: { stage: 1 } }, { zero_optimization: { stage: 2 } }],
    [
      { zero_optimization: { stage: 2, overlap_comm: false } },
      { zero_optimization: { stage: 2, overlap_comm: true } },
    ],
  ],
  fsdp_config: [[{ min_num_params: 100 }, { min_num_params: 200 }]],
  gradient_checkpointing_kwargs: [[{ use_reentrant: false }, { use_reentrant: true }]],
  parallelism_config: [[null, { tp_size: 2 }]],
  warmup_ratio: [[0.25, 0.5]],
};

/** Arguments without which one makes no sense. */
export const companions: Readonly<Record<string, JsonObject>> = {
  dataloader_prefetch_factor: { dataloader_num_workers: 2 },
  fsdp_config: { fsdp: "full_shard" },
  load_best_model_at_end: { eval_strategy: "epoch", save_strategy: "epoch" },
  lr_scheduler_type: { eval_strategy: "epoch" },
  save_strategy: { metric_for_best_model: "loss" },
};
