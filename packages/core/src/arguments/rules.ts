// Rules that TrainingArguments checks itself (transformers training_args.py, `__post_init__` and `_validate_args`).
import { isOn, numberOf, type Finding, type Rule, type Settings } from "./settings.ts";

export const classRules: readonly Rule[] = [
  {
    code: "two-precisions",
    reads: ["fp16", "bf16"],
    check: (settings) => exclusive(settings, "fp16", "bf16"),
  },
  {
    code: "two-precisions",
    reads: ["fp16_full_eval", "bf16_full_eval"],
    check: (settings) => exclusive(settings, "fp16_full_eval", "bf16_full_eval"),
  },
  {
    code: "scheduler-without-evaluation",
    reads: ["lr_scheduler_type", "eval_strategy"],
    check: (settings) => {
      const scheduler = settings.value("lr_scheduler_type");
      if ((scheduler !== "reduce_lr_on_plateau" && scheduler !== "greedy") || settings.value("eval_strategy") !== "no")
        return undefined;
      return {
        path: "lr_scheduler_type",
        message: `\`lr_scheduler_type\` is "${scheduler}", which follows a metric, but \`eval_strategy\` is "no".`,
        fix: 'Write `eval_strategy: "steps"` or "epoch", or choose another scheduler.',
      };
    },
  },
  {
    code: "negative-warmup",
    reads: ["warmup_steps", "warmup_ratio"],
    check: checkWarmup,
  },
  {
    code: "prefetch-without-workers",
    reads: ["dataloader_num_workers", "dataloader_prefetch_factor"],
    check: (settings) =>
      numberOf(settings, "dataloader_num_workers") === 0 &&
      numberOf(settings, "dataloader_prefetch_factor") !== undefined
        ? {
            path: "dataloader_prefetch_factor",
            message:
              "`dataloader_prefetch_factor` is set, but `dataloader_num_workers` is 0, so that nothing loads ahead.",
            fix: "Write `dataloader_num_workers` above 0, or leave the factor out.",
          }
        : undefined,
  },
  {
    code: "cache-steps-not-positive",
    reads: ["torch_empty_cache_steps"],
    check: (settings) => {
      const steps = numberOf(settings, "torch_empty_cache_steps");
      if (steps === undefined || steps > 0) return undefined;
      return {
        path: "torch_empty_cache_steps",
        message: `\`torch_empty_cache_steps\` is ${steps}. Allowed is a whole number above 0.`,
        fix: "Leave it out for never.",
      };
    },
  },
];

function exclusive(settings: Settings, first: string, second: string): Finding | undefined {
  if (!isOn(settings, first) || !isOn(settings, second)) return undefined;
  return {
    path: second,
    message: `\`${first}\` and \`${second}\` are both true. One of them can be.`,
    fix: "Keep one of the two.",
  };
}

function checkWarmup(settings: Settings): Finding | undefined {
  const ratio = numberOf(settings, "warmup_ratio");
  const steps = numberOf(settings, "warmup_steps");
  if (settings.dialect.major === 4 && ratio !== undefined && (ratio < 0 || ratio > 1)) {
    return {
      path: "warmup_ratio",
      message: `\`warmup_ratio\` is ${ratio}. Allowed is 0 to 1.`,
      fix: "Write a share of all steps, or give `warmup_steps`.",
    };
  }
  // Early releases of 5 put the ratio, where one is given, in the place of the steps.
  const path = settings.dialect.major === 5 && ratio !== undefined ? "warmup_ratio" : "warmup_steps";
  const value = path === "warmup_ratio" ? ratio : steps;
  return value === undefined || value >= 0
    ? undefined
    : { path, message: `\`${path}\` is ${value}. Allowed is 0 or more.`, fix: "Write 0 for no warmup." };
}
