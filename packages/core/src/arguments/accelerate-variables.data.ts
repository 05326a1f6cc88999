/** What accelerate reads from a variable: one of these words, a whole number, a boolean, or any text. */
export type VariableKind = readonly string[] | "count" | "boolean" | "text";

const strategies = ["FULL_SHARD", "SHARD_GRAD_OP", "NO_SHARD", "HYBRID_SHARD", "HYBRID_SHARD_ZERO2"];

/** Variables that `accelerate launch` writes and accelerate reads (accelerate utils/launch.py and utils/dataclasses.py). */
export const accelerateVariables: Readonly<Record<string, VariableKind>> = {
  ACCELERATE_MIXED_PRECISION: ["no", "fp16", "bf16", "fp8"],
  ACCELERATE_USE_CPU: "boolean",
  ACCELERATE_DEBUG_MODE: "boolean",
  ACCELERATE_USE_FSDP: "boolean",
  ACCELERATE_USE_DEEPSPEED: "boolean",
  ACCELERATE_USE_PARALLELISM_CONFIG: "boolean",
  ACCELERATE_DEEPSPEED_CONFIG_FILE: "text",
  ACCELERATE_DEEPSPEED_ZERO_STAGE: ["0", "1", "2", "3"],
  ACCELERATE_DEEPSPEED_OFFLOAD_OPTIMIZER_DEVICE: ["none", "cpu", "nvme"],
  ACCELERATE_DEEPSPEED_OFFLOAD_PARAM_DEVICE: ["none", "cpu", "nvme"],
  ACCELERATE_DEEPSPEED_OFFLOAD_OPTIMIZER_NVME_PATH: "text",
  ACCELERATE_DEEPSPEED_OFFLOAD_PARAM_NVME_PATH: "text",
  ACCELERATE_DEEPSPEED_ZERO3_INIT: "boolean",
  ACCELERATE_DEEPSPEED_ZERO3_SAVE_16BIT_MODEL: "boolean",
  ACCELERATE_DEEPSPEED_MOE_LAYER_CLS_NAMES: "text",
  FSDP_VERSION: ["1", "2"],
  FSDP_SHARDING_STRATEGY: [...strategies, "1", "2", "3", "4", "5"],
  FSDP_RESHARD_AFTER_FORWARD: "text",
  FSDP_OFFLOAD_PARAMS: "boolean",
  FSDP_MIN_NUM_PARAMS: "count",
  FSDP_AUTO_WRAP_POLICY: ["TRANSFORMER_BASED_WRAP", "SIZE_BASED_WRAP", "NO_WRAP"],
  FSDP_TRANSFORMER_CLS_TO_WRAP: "text",
  FSDP_BACKWARD_PREFETCH: ["BACKWARD_PRE", "BACKWARD_POST", "NO_PREFETCH"],
  FSDP_FORWARD_PREFETCH: "boolean",
  FSDP_STATE_DICT_TYPE: ["FULL_STATE_DICT", "LOCAL_STATE_DICT", "SHARDED_STATE_DICT"],
  FSDP_USE_ORIG_PARAMS: "boolean",
  FSDP_SYNC_MODULE_STATES: "boolean",
  FSDP_CPU_RAM_EFFICIENT_LOADING: "boolean",
  FSDP_ACTIVATION_CHECKPOINTING: "boolean",
  FSDP_ACTIVATION_CHECKPOINTING_OFFLOAD: "boolean",
  FSDP_IGNORED_MODULES: "text",
  PARALLELISM_CONFIG_DP_REPLICATE_SIZE: "count",
  PARALLELISM_CONFIG_DP_SHARD_SIZE: "count",
  PARALLELISM_CONFIG_TP_SIZE: "count",
  PARALLELISM_CONFIG_CP_SIZE: "count",
  PARALLELISM_CONFIG_CP_BACKEND: ["torch"],
  PARALLELISM_CONFIG_CP_COMM_STRATEGY: ["allgather", "alltoall"],
  PARALLELISM_CONFIG_SP_SIZE: "count",
  PARALLELISM_CONFIG_SP_BACKEND: ["deepspeed"],
  PARALLELISM_CONFIG_SP_SEQ_LENGTH: "count",
  PARALLELISM_CONFIG_SP_SEQ_LENGTH_IS_VARIABLE: "boolean",
  PARALLELISM_CONFIG_SP_ATTN_IMPLEMENTATION: "text",
};

/** Names that begin so are accelerate's alone: another one is a slip. */
export const accelerateFamilies: readonly string[] = ["FSDP_", "PARALLELISM_CONFIG_", "ACCELERATE_DEEPSPEED_"];
