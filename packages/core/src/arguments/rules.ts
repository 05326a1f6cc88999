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
    code: "logging-without-steps",
    reads: ["logging_strategy", "logging_steps"],
    check: (settings) =>
      settings.value("logging_strategy") === "steps" && numberOf(settings, "logging_steps") === 0
        ? {
            path: "logging_steps",
            message: "`logging_steps` is 0, but `logging_strategy` is \"steps\".",
            fix: 'Write a number above 0, or `logging_strategy: "no"`.',
          }
        : undefined,
  },
  stepsRule("logging"),
  stepsRule("eval"),
  stepsRule("save"),
  {
    code: "evaluation-without-steps",
    reads: ["eval_strategy", "eval_steps", "logging_steps"],
    check: (settings) =>
      settings.value("eval_strategy") === "steps" && evalSteps(settings) === undefined
        ? {
            path: "eval_steps",
            message: "`eval_strategy` is \"steps\", but neither `eval_steps` nor `logging_steps`, which would stand in for it, is above 0.",
            fix: "Write `eval_steps` above 0.",
          }
        : undefined,
  },
  {
    code: "best-model-strategies",
    reads: ["load_best_model_at_end", "eval_strategy", "save_strategy"],
    check: (settings) => {
      const [evaluation, saving] = [settings.value("eval_strategy"), settings.value("save_strategy")];
      if (!isOn(settings, "load_best_model_at_end") || saving === "best" || saving === evaluation) return undefined;
      return {
        path: "load_best_model_at_end",
        message: `\`load_best_model_at_end\` needs a checkpoint at every evaluation, but \`eval_strategy\` is "${evaluation}" and \`save_strategy\` is "${saving}".`,
        fix: 'Give both the same word, or write `save_strategy: "best"`.',
      };
    },
  },
  {
    code: "best-model-steps",
    reads: ["load_best_model_at_end", "eval_strategy", "save_strategy", "eval_steps", "save_steps", "logging_steps"],
    check: checkBestModelSteps,
  },
  {
    code: "scheduler-without-evaluation",
    reads: ["lr_scheduler_type", "eval_strategy"],
    check: (settings) => {
      const scheduler = settings.value("lr_scheduler_type");
      if ((scheduler !== "reduce_lr_on_plateau" && scheduler !== "greedy") || settings.value("eval_strategy") !== "no") return undefined;
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
      numberOf(settings, "dataloader_num_workers") === 0 && numberOf(settings, "dataloader_prefetch_factor") !== undefined
        ? {
            path: "dataloader_prefetch_factor",
            message: "`dataloader_prefetch_factor` is set, but `dataloader_num_workers` is 0, so that nothing loads ahead.",
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
      return { path: "torch_empty_cache_steps", message: `\`torch_empty_cache_steps\` is ${steps}. Allowed is a whole number above 0.`, fix: "Leave it out for never." };
    },
  },
];

function exclusive(settings: Settings, first: string, second: string): Finding | undefined {
  if (!isOn(settings, first) || !isOn(settings, second)) return undefined;
  return { path: second, message: `\`${first}\` and \`${second}\` are both true. One of them can be.`, fix: "Keep one of the two." };
}

/** The steps that count: left out or 0, they are the logging steps; undefined when those are no help either. */
function evalSteps(settings: Settings): number | undefined {
  const written = numberOf(settings, "eval_steps");
  if (written !== undefined && written !== 0) return written;
  const logging = numberOf(settings, "logging_steps");
  return logging !== undefined && logging > 0 ? logging : undefined;
}

function stepsRule(kind: "logging" | "eval" | "save"): Rule {
  const name = `${kind}_steps`;
  return {
    code: "fraction-of-steps",
    reads: [`${kind}_strategy`, name, ...(kind === "eval" ? ["logging_steps"] : [])],
    check: (settings) => {
      const steps = kind === "eval" ? evalSteps(settings) : numberOf(settings, name);
      if (settings.value(`${kind}_strategy`) !== "steps" || steps === undefined || steps <= 1 || Number.isInteger(steps)) return undefined;
      return {
        path: name,
        message: `\`${name}\` is ${steps}. Above 1 it counts steps and must be a whole number; below 1 it is a share of all steps.`,
        fix: `Write ${Math.round(steps)}.`,
      };
    },
  };
}

function checkBestModelSteps(settings: Settings): Finding | undefined {
  const [saving, evaluating] = [numberOf(settings, "save_steps"), evalSteps(settings)];
  const strategies = settings.value("eval_strategy") === "steps" && settings.value("save_strategy") === "steps";
  if (!isOn(settings, "load_best_model_at_end") || !strategies || saving === undefined || evaluating === undefined) return undefined;
  if (saving % evaluating === 0) return undefined;
  const shares = [saving, evaluating].filter((steps) => steps < 1).length;
  // The same arithmetic as in Python: floating point leaves a rest where none should be.
  if (shares === 2 && (saving * 1_000_000) % (evaluating * 1_000_000) === 0) return undefined;
  const found = `\`save_steps\` is ${saving} and \`eval_steps\` is ${evaluating}`;
  return {
    path: "save_steps",
    message:
      shares === 1
        ? `\`load_best_model_at_end\` needs a checkpoint at an evaluation, but ${found}: one is a share of all steps, the other a number of steps.`
        : `\`load_best_model_at_end\` needs \`save_steps\` to be a multiple of \`eval_steps\`, but ${found}.`,
    fix: shares === 1 ? "Write both as numbers of steps." : `Write \`save_steps: ${evaluating}\` or a multiple of it.`,
  };
}

function checkWarmup(settings: Settings): Finding | undefined {
  const ratio = numberOf(settings, "warmup_ratio");
  const steps = numberOf(settings, "warmup_steps");
  if (settings.dialect.major === 4 && ratio !== undefined && (ratio < 0 || ratio > 1)) {
    return { path: "warmup_ratio", message: `\`warmup_ratio\` is ${ratio}. Allowed is 0 to 1.`, fix: "Write a share of all steps, or give `warmup_steps`." };
  }
  // Early releases of 5 put the ratio, where one is given, in the place of the steps.
  const path = settings.dialect.major === 5 && ratio !== undefined ? "warmup_ratio" : "warmup_steps";
  const value = path === "warmup_ratio" ? ratio : steps;
  return value === undefined || value >= 0 ? undefined : { path, message: `\`${path}\` is ${value}. Allowed is 0 or more.`, fix: "Write 0 for no warmup." };
}
