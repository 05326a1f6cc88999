/**
 * What to write instead of an argument that a release does not have. Sources: transformers MIGRATION_GUIDE_V5.md, the
 * deprecation warnings of 4.57.6 training_args.py, and the tables beside this file.
 */
export interface Replacements {
  readonly [name: string]: string;
}

const withoutSuccessor = "It is dropped without a successor: leave it out.";
const asScriptArgument = "It belongs to Seq2SeqTrainingArguments: put it under `scriptArgs`.";

/** Names of 4.x and of early 5.x, for releases that no longer have them. */
export const replacementsOfOldNames: Replacements = {
  _n_gpu: withoutSuccessor,
  adafactor: 'Write `optim: "adafactor"`.',
  evaluation_strategy: "Write `eval_strategy`.",
  fp16_backend: "Leave it out: mixed precision is always torch's own.",
  fp16_opt_level: "Leave it out: mixed precision is always torch's own.",
  fsdp_min_num_params: "Write it into `fsdp_config` as `min_num_params`.",
  fsdp_transformer_layer_cls_to_wrap: "Write it into `fsdp_config` as `transformer_layer_cls_to_wrap`.",
  group_by_length: 'Write `train_sampling_strategy: "group_by_length"`.',
  half_precision_backend: "Leave it out: mixed precision is always torch's own.",
  include_inputs_for_metrics: 'Write `include_for_metrics: ["inputs"]`.',
  include_tokens_per_second: 'Write `include_num_input_tokens_seen: "all"`.',
  jit_mode_eval: withoutSuccessor,
  logging_dir: "Set TENSORBOARD_LOGGING_DIR under `environment.variables`.",
  mp_parameters: withoutSuccessor,
  no_cuda: "Write `use_cpu`.",
  overwrite_output_dir: "Leave it out: nothing refuses a folder that is not empty any more.",
  past_index: withoutSuccessor,
  per_gpu_eval_batch_size: "Write `per_device_eval_batch_size`.",
  per_gpu_train_batch_size: "Write `per_device_train_batch_size`.",
  push_to_hub_model_id: 'Write `hub_model_id: "owner/name"`.',
  push_to_hub_organization: 'Write `hub_model_id: "owner/name"`.',
  push_to_hub_token: "Pass the token by `environment.secrets` as HF_TOKEN.",
  ray_scope: "Set RAY_SCOPE under `environment.variables`.",
  save_safetensors: "Leave it out: weights are always saved as safetensors.",
  torchdynamo: "Write `torch_compile_backend`.",
  tpu_metrics_debug: 'Write `debug: ["tpu_metrics_debug"]`.',
  tpu_num_cores: "Set TPU_NUM_CORES under `environment.variables`.",
  use_legacy_prediction_loop: withoutSuccessor,
  use_mps_device: "Leave it out: Apple's GPU is found without it.",
  warmup_ratio: "Write `warmup_steps` with the same number: below 1 it is a share of all steps. For the whole run, 1.0, give the number of steps.",
};

/** Names of 5.x, for releases that do not have them yet. */
export const replacementsOfNewNames: Replacements = {
  activation_checkpointing: "Write `gradient_checkpointing`.",
  activation_checkpointing_kwargs: "Write `gradient_checkpointing_kwargs`.",
  dataloader_in_order: "Leave it out: batches come in order.",
  train_sampling_strategy: 'Write `group_by_length: true` for "group_by_length", and leave it out for "random".',
};

/** Names that never belonged to TrainingArguments. */
export const replacementsOfForeignNames: Replacements = {
  generation_config: asScriptArgument,
  generation_max_length: asScriptArgument,
  generation_num_beams: asScriptArgument,
  predict_with_generate: asScriptArgument,
  sortish_sampler: asScriptArgument,
};
