// Rules of `fsdp` and `fsdp_config` (transformers training_args.py, `_process_fsdp_args`; the last two trainer.py).
import { booleanOf, type FsdpSetup } from "./fsdp-setup.ts";
import { quote } from "./json-text.ts";
import { recomputesActivations } from "./settings.ts";

export interface FsdpRule {
  readonly code: string;
  /** The key of `fsdp_config` that is wrong; absent: `fsdp` itself. */
  readonly key?: string;
  isBroken(setup: FsdpSetup): boolean;
  readonly message: string | ((setup: FsdpSetup) => string);
  readonly fix: string;
}

const wrapPolicies: readonly unknown[] = ["TRANSFORMER_BASED_WRAP", "SIZE_BASED_WRAP", "NO_WRAP"];
const wordsOfVersion1 = ["no_shard", "hybrid_shard", "hybrid_shard_zero2"];

export const fsdpRules: readonly FsdpRule[] = [
  {
    code: "wrong-choice",
    key: "auto_wrap_policy",
    isBroken: ({ isSwitch, config }) =>
      isSwitch &&
      !usesXla(config) &&
      config.has("auto_wrap_policy") &&
      !wrapPolicies.includes(config.get("auto_wrap_policy")),
    message: ({ config }) =>
      `\`auto_wrap_policy\` is ${quote(String(config.get("auto_wrap_policy")))}. Allowed is ${wrapPolicies.join(", ")}.`,
    fix: "Write one of these, in capitals.",
  },
  {
    code: "fsdp-version",
    isBroken: ({ isSwitch, version, words }) =>
      isSwitch && version === 2 && words.some((word) => wordsOfVersion1.includes(word)),
    message: ({ words }) =>
      `\`fsdp\` is ${quote(words.join(" "))}: FSDP version 2 has no ${wordsOfVersion1.join(", ")}.`,
    fix: "Write `fsdp_config: { version: 1 }`, or `fsdp: true`.",
  },
  {
    code: "fsdp-words",
    isBroken: ({ isSwitch, words }) => !isSwitch && words.length === 1 && words[0] === "offload",
    message: '`fsdp` is "offload" alone, which shards nothing.',
    fix: 'Write "full_shard offload" or "shard_grad_op offload".',
  },
  {
    code: "fsdp-words",
    isBroken: ({ isSwitch, words }) => !isSwitch && words.includes("full_shard") && words.includes("shard_grad_op"),
    message: '`fsdp` holds "full_shard" and "shard_grad_op". One of them can be.',
    fix: "Keep one of the two.",
  },
  {
    code: "fsdp-wrapping-twice",
    key: "min_num_params",
    isBroken: (setup) => !setup.isSwitch && smallestWrapped(setup) > 0 && namesLayers(setup),
    message: "`min_num_params` and `transformer_layer_cls_to_wrap` exclude each other.",
    fix: "Keep one of the two.",
  },
  {
    code: "fsdp-weights-on-one-rank",
    key: "sync_module_states",
    isBroken: ({ isSwitch, config }) =>
      !isSwitch &&
      !usesXla(config) &&
      isWord(config.get("sync_module_states"), "false") &&
      isWord(config.get("cpu_ram_efficient_loading"), "true"),
    message:
      "`cpu_ram_efficient_loading` loads weights on rank 0 alone, and `sync_module_states: false` leaves the others without.",
    fix: "Write `sync_module_states: true`.",
  },
  {
    code: "checkpointing-twice",
    key: "activation_checkpointing",
    isBroken: ({ settings, config }) =>
      booleanOf(config.get("activation_checkpointing")) === true && recomputesActivations(settings),
    message:
      "`activation_checkpointing` of `fsdp_config` and gradient checkpointing are both on. FSDP wants its own alone.",
    fix: "Leave `gradient_checkpointing` out.",
  },
  {
    code: "weights-only-shards",
    key: "state_dict_type",
    isBroken: ({ settings, config }) =>
      settings.value("save_only_model") === true && config.get("state_dict_type") === "SHARDED_STATE_DICT",
    message: '`save_only_model` cannot save the shards of `state_dict_type: "SHARDED_STATE_DICT"`.',
    fix: 'Write "FULL_STATE_DICT", or leave `save_only_model` out.',
  },
];

const usesXla = (config: FsdpSetup["config"]): boolean => config.get("xla") === true;

const isWord = (value: unknown, word: string): boolean => String(value).toLowerCase() === word;

/** 4.57 still takes this and the layers as arguments of their own. */
function smallestWrapped({ settings, config }: FsdpSetup): number {
  return Math.max(Number(config.get("min_num_params") ?? 0), Number(settings.value("fsdp_min_num_params") ?? 0));
}

function namesLayers({ settings, config }: FsdpSetup): boolean {
  const layers = config.get("transformer_layer_cls_to_wrap") ?? settings.value("fsdp_transformer_layer_cls_to_wrap");
  return layers !== undefined && layers !== null;
}
