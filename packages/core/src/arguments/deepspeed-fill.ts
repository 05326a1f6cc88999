import { isObject } from "./json-text.ts";
import { numberOf, type Settings } from "./settings.ts";

/** A key of DeepSpeed's configuration whose "auto" the Trainer replaces. */
export interface FilledKey {
  /** Keys from the top, such as `optimizer.params.lr`. */
  readonly key: string;
  /** The argument that says the same, by its name. */
  readonly from: string;
  /** The Trainer's own value; undefined where it is not known before the job runs, or may be another. */
  value(settings: Settings): unknown;
}

const argument = (key: string, name: string): FilledKey => ({ key, from: name, value: ({ value }) => value(name) });
const either = (key: string, one: string, other: string): FilledKey => ({
  key,
  from: `${one}\` or \`${other}`,
  value: ({ value }) => value(one) === true || value(other) === true,
});
const later = (key: string): FilledKey => ({ key, from: key, value: () => undefined });

/** transformers integrations/deepspeed.py, HfTrainerDeepSpeedConfig. */
export const filledKeys: readonly FilledKey[] = [
  argument("train_micro_batch_size_per_gpu", "per_device_train_batch_size"),
  argument("gradient_accumulation_steps", "gradient_accumulation_steps"),
  later("train_batch_size"),
  argument("gradient_clipping", "max_grad_norm"),
  argument("optimizer.params.lr", "learning_rate"),
  {
    key: "optimizer.params.betas",
    from: "adam_beta1` and `adam_beta2",
    value: ({ value }) => [value("adam_beta1"), value("adam_beta2")],
  },
  argument("optimizer.params.eps", "adam_epsilon"),
  argument("optimizer.params.weight_decay", "weight_decay"),
  later("scheduler.params.warmup_min_lr"),
  argument("scheduler.params.warmup_max_lr", "learning_rate"),
  { key: "scheduler.params.warmup_num_steps", from: "warmup_steps", value: warmupSteps },
  {
    key: "scheduler.params.total_num_steps",
    from: "max_steps",
    value: (settings) => positive(numberOf(settings, "max_steps")),
  },
  {
    ...either("fp16.enabled", "fp16", "fp16_full_eval"),
    value: (settings) => (usesApex(settings) ? undefined : either("", "fp16", "fp16_full_eval").value(settings)),
  },
  either("bf16.enabled", "bf16", "bf16_full_eval"),
  later("zero_optimization.reduce_bucket_size"),
  later("zero_optimization.stage3_prefetch_bucket_size"),
  later("zero_optimization.stage3_param_persistence_threshold"),
];

/** The value at a key of DeepSpeed's configuration, undefined where there is none. */
export function valueAt(config: Readonly<Record<string, unknown>>, key: string): unknown {
  return key.split(".").reduce<unknown>((node, step) => (isObject(node) ? node[step] : undefined), config);
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;

/** A share of all steps is known only when the length of the data is. */
function warmupSteps(settings: Settings): number | undefined {
  if ((numberOf(settings, "warmup_ratio") ?? 0) > 0) return undefined;
  const steps = numberOf(settings, "warmup_steps") ?? 0;
  return steps >= 1 ? Math.ceil(steps) : undefined;
}

/** 4.57 can leave half precision to NVIDIA's apex, whose settings are other keys. */
function usesApex({ value }: Settings): boolean {
  return value("half_precision_backend") === "apex" || value("fp16_backend") === "apex";
}
