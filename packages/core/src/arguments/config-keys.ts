import type { AcceleratorConfig, FsdpKeys4, FsdpKeys5 } from "./config-objects.ts";

/** Every key of `accelerator_config`; another one raises TypeError in Python. */
export const acceleratorKeys: readonly string[] = Object.keys({
  split_batches: true,
  dispatch_batches: true,
  even_batches: true,
  use_seedable_sampler: true,
  non_blocking: true,
  gradient_accumulation_kwargs: true,
  use_configured_state: true,
} satisfies Record<keyof AcceleratorConfig, true>);

const fsdpKeyTable4 = {
  transformer_layer_cls_to_wrap: true,
  min_num_params: true,
  backward_prefetch: true,
  forward_prefetch: true,
  limit_all_gathers: true,
  use_orig_params: true,
  sync_module_states: true,
  cpu_ram_efficient_loading: true,
  activation_checkpointing: true,
  xla: true,
  xla_fsdp_v2: true,
  xla_fsdp_grad_ckpt: true,
  xla_fsdp_settings: true,
} satisfies Record<keyof FsdpKeys4, true>;

/** Keys of `fsdp_config` that only transformers 5.10 and later read. */
const fsdpKeysOf510 = { cpu_offload: true, auto_wrap_policy: true, state_dict_type: true } satisfies Partial<
  Record<keyof FsdpKeys5, true>
>;
const fsdpKeyTable5 = {
  ...fsdpKeyTable4,
  ...fsdpKeysOf510,
  version: true,
  reshard_after_forward: true,
} satisfies Record<keyof FsdpKeys5, true>;

export const fsdpKeys4: readonly string[] = Object.keys(fsdpKeyTable4);
export const fsdpKeys5: readonly string[] = Object.keys(fsdpKeyTable5);
export const fsdpKeysBefore510: readonly string[] = fsdpKeys5.filter((key) => !Object.hasOwn(fsdpKeysOf510, key));

/** Keys that FSDP version 2 does not read (transformers 5.10 and later). */
export const fsdpKeysOfVersion1: readonly string[] = [
  "backward_prefetch",
  "forward_prefetch",
  "use_orig_params",
  "sync_module_states",
  "limit_all_gathers",
];
