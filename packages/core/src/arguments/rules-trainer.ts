// Rules that show later, when the Trainer and its Accelerator are made (transformers trainer.py): the job would have
// started, and been paid for, by then.
import { isObject } from "./json-text.ts";
import { isOn, numberOf, objectOf, usesDeepSpeed, usesFsdp, type Rule } from "./settings.ts";

export const trainerRules: readonly Rule[] = [
  {
    code: "fsdp-and-deepspeed",
    reads: ["fsdp", "deepspeed"],
    check: (settings) =>
      usesFsdp(settings) && usesDeepSpeed(settings)
        ? {
            path: "deepspeed",
            message: "`fsdp` and `deepspeed` are both given. One of them can shard the model.",
            fix: "Keep one of the two.",
          }
        : undefined,
  },
  {
    code: "weights-only-best-model",
    reads: ["save_only_model", "load_best_model_at_end", "fsdp", "deepspeed"],
    check: (settings) => {
      if (!isOn(settings, "save_only_model") || !isOn(settings, "load_best_model_at_end")) return undefined;
      const wrapper = usesDeepSpeed(settings) ? "`deepspeed`" : "`fsdp`";
      if (!usesDeepSpeed(settings) && !usesFsdp(settings)) return undefined;
      return {
        path: "save_only_model",
        message: `\`save_only_model\` and \`load_best_model_at_end\` cannot be used together with ${wrapper}.`,
        fix: "Leave one of the two out.",
      };
    },
  },
  {
    code: "batch-size-search-with-zero-3",
    reads: ["auto_find_batch_size", "deepspeed"],
    check: (settings) => {
      const zero = objectOf(settings, "deepspeed")["zero_optimization"];
      if (!isOn(settings, "auto_find_batch_size") || !isObject(zero) || zero["stage"] !== 3) return undefined;
      return {
        path: "auto_find_batch_size",
        message: "`auto_find_batch_size` does not work with DeepSpeed ZeRO stage 3.",
        fix: "Use stage 1 or 2, or set `per_device_train_batch_size`.",
      };
    },
  },
  {
    code: "accumulation-twice",
    reads: ["gradient_accumulation_steps", "accelerator_config"],
    check: (settings) => {
      const accumulation = objectOf(settings, "accelerator_config")["gradient_accumulation_kwargs"];
      const steps = numberOf(settings, "gradient_accumulation_steps") ?? 1;
      if (!isObject(accumulation) || accumulation["num_steps"] === undefined || steps <= 1) return undefined;
      return {
        path: "accelerator_config.gradient_accumulation_kwargs.num_steps",
        message: `\`gradient_accumulation_steps\` is ${steps}, and \`num_steps\` of the accelerator says the same a second time.`,
        fix: "Keep `gradient_accumulation_steps`.",
      };
    },
  },
  {
    code: "best-model-without-metric",
    reads: ["save_strategy", "load_best_model_at_end", "metric_for_best_model", "lr_scheduler_type"],
    check: (settings) => {
      const scheduler = settings.value("lr_scheduler_type");
      const derived =
        isOn(settings, "load_best_model_at_end") || scheduler === "reduce_lr_on_plateau" || scheduler === "greedy";
      if (settings.value("save_strategy") !== "best" || derived || settings.value("metric_for_best_model") !== null)
        return undefined;
      return {
        path: "metric_for_best_model",
        message: '`save_strategy` is "best", but no `metric_for_best_model` says what is best.',
        fix: 'Write `metric_for_best_model: "loss"` or another metric.',
      };
    },
  },
  {
    code: "debug-twice",
    reads: ["debug", "tpu_metrics_debug"],
    check: (settings) => {
      const debug = settings.value("debug");
      const words = Array.isArray(debug) ? debug.length : String(debug ?? "").trim().length;
      // 4.57 appends its text to what the command line made a list: one letter after the other.
      if (!isOn(settings, "tpu_metrics_debug") || words === 0) return undefined;
      return {
        path: "tpu_metrics_debug",
        message: "`tpu_metrics_debug` spoils `debug` when both are given.",
        fix: 'Leave it out and add "tpu_metrics_debug" to `debug`.',
      };
    },
  },
];
