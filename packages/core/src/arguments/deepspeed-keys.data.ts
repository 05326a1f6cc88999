/** Keys at the top of DeepSpeed's configuration. Source: deepspeed.ai, "DeepSpeed Configuration JSON". */
export const deepSpeedKeys: readonly string[] = [
  "activation_checkpointing", "aio", "amp", "autotuning", "bf16", "checkpoint", "comet", "comms_logger",
  "communication_data_type", "compile", "compression_training", "csv_monitor", "curriculum_learning", "data_efficiency",
  "data_types", "disable_allgather", "dump_state", "eigenvalue", "elasticity", "flops_profiler", "fp16",
  "gradient_accumulation_steps", "gradient_clipping", "gradient_predivide_factor", "hybrid_engine", "memory_breakdown",
  "nebula", "optimizer", "pipeline", "prescale_gradients", "progressive_layer_drop", "scheduler",
  "seq_parallel_communication_data_type", "sparse_attention", "sparse_gradients", "steps_per_print", "tensor_parallel",
  "tensorboard", "timers", "torch_autocast", "train_batch_size", "train_micro_batch_size_per_gpu", "wall_clock_breakdown",
  "wandb", "weight_quantization", "zero_allow_untested_optimizer", "zero_force_ds_cpu_optimizer", "zero_optimization",
];
