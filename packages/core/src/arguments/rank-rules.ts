import type { Diagnostic } from "../contract/diagnostic.ts";
import { dialectOf } from "./dialect.ts";
import { readFsdp } from "./fsdp-setup.ts";
import { isObject } from "./json-text.ts";
import { isOn, makeSettings, numberOf, objectOf, usesDeepSpeed, usesFsdp, type Settings } from "./settings.ts";

/** Who computes: every rank of every node, and by which launcher. */
export interface Ranks {
  readonly count: number;
  readonly onProcessor: boolean;
  /** Switchyard's own launcher gives a lone rank no process group; others do. */
  readonly hasGroupOfOne: boolean;
}

type Finding = Omit<Diagnostic, "path"> & { readonly path: string };

/** What depends on the number of ranks (transformers trainer.py and integrations/deepspeed.py, accelerate state.py). */
export function checkRankRules(args: unknown, version: string | undefined, ranks: Ranks, path = "args"): Diagnostic[] {
  const { dialect } = dialectOf(version);
  if (dialect === undefined || !isObject(args)) return [];
  const settings = makeSettings(args, dialect);
  return [shardingAlone, shardingOnProcessor, wholeBatch, lossByWorldSize, replacedCheckpoint]
    .map((rule) => rule(settings, ranks))
    .filter((finding) => finding !== undefined)
    .map((finding) => ({ ...finding, path: `${path}.${finding.path}` }));
}

function shardingAlone(settings: Settings, { count, hasGroupOfOne }: Ranks): Finding | undefined {
  if (count > 1 || hasGroupOfOne) return undefined;
  const isXla = readFsdp(settings).config.get("xla") === true;
  const name = usesDeepSpeed(settings) ? "deepspeed" : usesFsdp(settings) && !isXla ? "fsdp" : undefined;
  if (name === undefined) return undefined;
  return {
    severity: "error",
    code: "sharding-alone",
    path: name,
    message: `\`${name}\` spreads the work over the ranks of a process group, but this job has one rank.`,
    fix: `Set \`resources.acceleratorsPerNode\` or \`resources.nodes\` above 1, or leave \`${name}\` out.`,
  };
}

function shardingOnProcessor(settings: Settings, { count, onProcessor }: Ranks): Finding | undefined {
  const isHere = onProcessor || isOn(settings, "use_cpu") || isOn(settings, "no_cuda");
  if (!usesFsdp(settings) || count === 1 || !isHere) return undefined;
  return {
    severity: "warning",
    code: "fsdp-on-processor",
    path: "fsdp",
    message: "Without an accelerator `fsdp` runs as plain data parallelism: every rank holds the whole model.",
    fix: "Leave `fsdp` out, or ask for an accelerator and leave `use_cpu` out.",
  };
}

function wholeBatch(settings: Settings, { count }: Ranks): Finding | undefined {
  const written = objectOf(settings, "deepspeed")["train_batch_size"];
  const perDevice = numberOf(settings, "per_device_train_batch_size");
  const accumulation = numberOf(settings, "gradient_accumulation_steps");
  if (typeof written !== "number" || perDevice === undefined || accumulation === undefined) return undefined;
  const wanted = count * perDevice * accumulation;
  if (written === wanted) return undefined;
  return {
    severity: "error",
    code: "deepspeed-mismatch",
    path: "deepspeed.train_batch_size",
    message: `DeepSpeed's \`train_batch_size\` is ${written}, but ${count} ranks with ${perDevice} samples and ${accumulation} accumulation steps each make ${wanted}.`,
    fix: 'Write "auto".',
  };
}

/**
 * Measured: the first loss of BertForSequenceClassification is 2.48 on one rank, 4.97 on two, 9.94 on four. Who writes
 * the argument, be it true, has decided.
 */
function lossByWorldSize(settings: Settings, { count }: Ranks): Finding | undefined {
  const name = "average_tokens_across_devices";
  if (settings.dialect.major !== 5 || count === 1 || settings.isWritten(name)) return undefined;
  return {
    severity: "warning",
    code: "loss-by-world-size",
    path: name,
    message: `transformers 5 multiplies loss and gradients by the number of ranks, here ${count}, for models whose loss ignores \`num_items_in_batch\`, such as BertForSequenceClassification.`,
    fix: "Write `average_tokens_across_devices: false` for such a model, and `true` for one whose loss heeds it, such as a causal language model.",
  };
}

/** Measured: with SIGTERM to one of two nodes, transformers' own checkpoint ends ranks after different steps, and hangs. */
function replacedCheckpoint(settings: Settings): Finding | undefined {
  const name = "enable_jit_checkpoint";
  if (!isOn(settings, name)) return undefined;
  return {
    severity: "info",
    code: "replaced-checkpoint",
    path: name,
    message: `Where Switchyard's launcher runs the script, \`${name}\` is replaced: at SIGTERM all ranks save a checkpoint after the same step, which transformers' own does not see to.`,
    fix: "Leave it out: the launcher saves without it too.",
  };
}
