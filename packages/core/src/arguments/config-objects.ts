// Keys of the configuration objects, as the Trainer and accelerate read them (transformers training_args.py,
// accelerate AcceleratorConfig). `satisfies` in config-keys.ts holds these types and the lists together.
import type { JsonValue } from "../contract/json.ts";

/** Settings of the Accelerator that the Trainer makes. Unknown keys raise in Python. */
export interface AcceleratorConfig {
  /** Splits one batch over the ranks instead of giving a batch to each. */
  readonly split_batches?: boolean;
  /** Loads on the main process and sends batches to the others. */
  readonly dispatch_batches?: boolean | null;
  /** Repeats samples so that all ranks get equal batches. */
  readonly even_batches?: boolean;
  /** Draws the same order on resume. */
  readonly use_seedable_sampler?: boolean;
  /** Copies to the device without waiting; wants pinned memory. */
  readonly non_blocking?: boolean;
  readonly gradient_accumulation_kwargs?: {
    /** Excludes `gradient_accumulation_steps` above 1. */
    readonly num_steps?: number;
    readonly adjust_scheduler?: boolean;
    readonly sync_with_dataloader?: boolean;
    readonly sync_each_batch?: boolean;
  } | null;
  /** Uses an Accelerator state that the script made before. */
  readonly use_configured_state?: boolean;
}

/** Settings of gradient checkpointing. Keys beyond these go to torch.utils.checkpoint. */
export interface CheckpointingKwargs {
  readonly use_reentrant?: boolean;
  readonly preserve_rng_state?: boolean;
  /** Checkpoints every n-th layer only (5.x). */
  readonly every_n_layers?: number;
  /** Keeps checkpointed activations in main memory (5.x). */
  readonly offload?: boolean;
  readonly [key: string]: JsonValue | undefined;
}

/** Which Liger kernels replace which layers. */
export interface LigerKernelConfig {
  readonly rope?: boolean;
  readonly swiglu?: boolean;
  readonly cross_entropy?: boolean;
  readonly fused_linear_cross_entropy?: boolean;
  readonly rms_norm?: boolean;
}

/** Keys of `fsdp_config` in transformers 4.57. */
export interface FsdpKeys4 {
  /** Layer classes to wrap. Left out, the model's own list. */
  readonly transformer_layer_cls_to_wrap?: string | readonly string[];
  /** Smallest number of parameters of a wrapped module. */
  readonly min_num_params?: number;
  readonly backward_prefetch?:
    | "backward_pre"
    | "backward_post"
    | "no_prefetch"
    | "BACKWARD_PRE"
    | "BACKWARD_POST"
    | "NO_PREFETCH";
  readonly forward_prefetch?: boolean;
  readonly limit_all_gathers?: boolean;
  readonly use_orig_params?: boolean;
  /** Sends rank 0's weights to all. Must be true with `cpu_ram_efficient_loading`. */
  readonly sync_module_states?: boolean;
  /** Loads the weights on rank 0 only. */
  readonly cpu_ram_efficient_loading?: boolean;
  /** Excludes `gradient_checkpointing`. */
  readonly activation_checkpointing?: boolean;
  readonly xla?: boolean;
  readonly xla_fsdp_v2?: boolean;
  readonly xla_fsdp_grad_ckpt?: boolean;
  readonly xla_fsdp_settings?: { readonly [key: string]: JsonValue };
}

/** Keys of `fsdp_config` in transformers 5. */
export interface FsdpKeys5 extends FsdpKeys4 {
  /** 2 since transformers 5.10, 1 before. */
  readonly version?: 1 | 2;
  /** A boolean with version 2, the name of a sharding strategy with version 1. */
  readonly reshard_after_forward?: boolean | string;
  /** Keeps parameters and gradients in main memory (5.10 and later; before, the word offload in `fsdp`). */
  readonly cpu_offload?: boolean;
  /** In capitals. */
  readonly auto_wrap_policy?: "TRANSFORMER_BASED_WRAP" | "SIZE_BASED_WRAP" | "NO_WRAP";
  /** LOCAL_STATE_DICT with version 1 only. */
  readonly state_dict_type?: "FULL_STATE_DICT" | "SHARDED_STATE_DICT" | "LOCAL_STATE_DICT";
}

/** transformers takes every key with or without `fsdp_` before it. */
type WithPrefix<Keys> = Keys & { readonly [K in keyof Keys & string as `fsdp_${K}`]?: Keys[K] };

/** `fsdp_config` of transformers 4.57. */
export type FsdpConfig4 = WithPrefix<FsdpKeys4>;
/** `fsdp_config` of transformers 5. */
export type FsdpConfig5 = WithPrefix<FsdpKeys5>;
