// Rules of `fsdp` and `fsdp_config` (transformers training_args.py, `_process_fsdp_args`). 5.10 turned `fsdp` into a switch
// and read everything else from `fsdp_config`; before, the words in `fsdp` decided.
import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import { wordsOf } from "./check-value.ts";
import { fsdpKeys4, fsdpKeys5, fsdpKeysBefore510, fsdpKeysOfVersion1 } from "./config-keys.ts";
import { entriesOf, quote } from "./json-text.ts";
import { objectOf, recomputesActivations, usesFsdp, type Settings } from "./settings.ts";

type Config = ReadonlyMap<string, unknown>;
type Problem = Omit<Diagnostic, "path"> & { readonly key?: string };

/** Everything about FSDP that can be judged from the arguments alone. */
export function checkFsdp(settings: Settings, path: string): Diagnostic[] {
  const written = objectOf(settings, "fsdp_config");
  const config: Config = new Map(entriesOf(written).map(([key, value]) => [key.replace(/^fsdp_/, ""), value]));
  const spelled = new Map(Object.keys(written).map((key) => [key.replace(/^fsdp_/, ""), key]));
  const problems = usesFsdp(settings) ? problemsOf(settings, config) : withoutFsdp(config);
  return problems.map(({ key, ...problem }) => ({
    ...problem,
    path: key === undefined ? `${path}.fsdp` : `${path}.fsdp_config${key === "" ? "" : `.${spelled.get(key) ?? key}`}`,
  }));
}

function withoutFsdp(config: Config): Problem[] {
  if (config.size === 0) return [];
  return [warning("ignored-argument", "", "`fsdp_config` has no effect without `fsdp`.", "Write `fsdp: true`, or leave `fsdp_config` out.")];
}

function problemsOf(settings: Settings, config: Config): Problem[] {
  const row = settings.dialect.rows.get("fsdp");
  const words = row === undefined ? [] : wordsOf(row, settings.value("fsdp"));
  const isSwitch = row?.argv === "flag";
  const version = Number(config.get("version") ?? (isSwitch ? 2 : 1));
  return [
    ...unreadKeys(settings, config, isSwitch, version),
    ...(isSwitch ? switchProblems(config, words, version) : wordProblems(settings, config, words)),
    ...(settings.dialect.major === 5 && config.get("xla") !== true ? unreadableBooleans(config, isSwitch, version) : []),
    ...laterProblems(settings, config),
  ];
}

function unreadKeys(settings: Settings, config: Config, isSwitch: boolean, version: number): Problem[] {
  const known = settings.dialect.major === 4 ? fsdpKeys4 : isSwitch ? fsdpKeys5 : fsdpKeysBefore510;
  const { label } = settings.dialect;
  return [...config.keys()].flatMap((key) => {
    if (!known.includes(key)) {
      const near = nearest(key, known);
      const fix = near === undefined ? "Leave it out." : `Did you mean \`${near}\`?`;
      return [warning("ignored-key", key, `transformers ${label} does not read \`${key}\` in \`fsdp_config\` and says nothing.`, fix)];
    }
    if (!isSwitch || version !== 2 || !fsdpKeysOfVersion1.includes(key)) return [];
    return [warning("ignored-key", key, `FSDP version 2 does not read \`${key}\`.`, "Leave it out, or write `version: 1`.")];
  });
}

const wrapPolicies = ["TRANSFORMER_BASED_WRAP", "SIZE_BASED_WRAP", "NO_WRAP"];
const wordsOfVersion1 = ["no_shard", "hybrid_shard", "hybrid_shard_zero2"];

function switchProblems(config: Config, words: readonly string[], version: number): Problem[] {
  const problems: Problem[] = [];
  const policy = config.get("auto_wrap_policy");
  if (policy !== undefined && config.get("xla") !== true && !wrapPolicies.includes(String(policy))) {
    const message = `\`auto_wrap_policy\` is ${quote(String(policy))}. Allowed is ${wrapPolicies.map(quote).join(", ")}, in capitals.`;
    problems.push(error("wrong-choice", "auto_wrap_policy", message, `Write ${quote(nearest(String(policy), wrapPolicies) ?? "TRANSFORMER_BASED_WRAP")}.`));
  }
  const old = words.find((word) => wordsOfVersion1.includes(word));
  if (old !== undefined && version === 2) {
    problems.push(error("fsdp-version", undefined, `\`fsdp\` holds "${old}", which FSDP version 2 does not have.`, "Write `fsdp_config: { version: 1 }`, or `fsdp: true`."));
  }
  return problems;
}

function wordProblems(settings: Settings, config: Config, words: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  if (words.length === 1 && words[0] === "offload") {
    problems.push(error("fsdp-words", undefined, '`fsdp` is "offload" alone, which shards nothing.', 'Write "full_shard offload" or "shard_grad_op offload".'));
  }
  if (words.includes("full_shard") && words.includes("shard_grad_op")) {
    problems.push(error("fsdp-words", undefined, '`fsdp` holds "full_shard" and "shard_grad_op". One of them can be.', "Keep one of the two."));
  }
  // 4.57 still takes both as arguments of their own.
  const smallest = Math.max(Number(config.get("min_num_params") ?? 0), Number(settings.value("fsdp_min_num_params") ?? 0));
  const layers = config.get("transformer_layer_cls_to_wrap") ?? settings.value("fsdp_transformer_layer_cls_to_wrap") ?? null;
  if (smallest > 0 && layers !== null) {
    const message = "`min_num_params` and `transformer_layer_cls_to_wrap` exclude each other.";
    problems.push(error("fsdp-wrapping-twice", "min_num_params", message, "Keep one of the two."));
  }
  const isWord = (key: string, word: string): boolean => String(config.get(key)).toLowerCase() === word;
  if (config.get("xla") !== true && isWord("sync_module_states", "false") && isWord("cpu_ram_efficient_loading", "true")) {
    const message = "`cpu_ram_efficient_loading` loads weights on rank 0 alone, and `sync_module_states: false` leaves the others without.";
    problems.push(error("fsdp-weights-on-one-rank", "sync_module_states", message, "Write `sync_module_states: true`."));
  }
  return problems;
}

function unreadableBooleans(config: Config, isSwitch: boolean, version: number): Problem[] {
  const names = [
    "cpu_ram_efficient_loading",
    ...(isSwitch ? ["activation_checkpointing"] : ["sync_module_states"]),
    ...(version === 2 ? ["reshard_after_forward"] : ["forward_prefetch", "use_orig_params"]),
    ...(isSwitch && version !== 2 ? ["sync_module_states", "limit_all_gathers"] : []),
  ];
  return names
    .filter((name) => config.has(name) && booleanOf(config.get(name)) === undefined)
    .map((name) => error("wrong-type", name, `\`${name}\` is ${JSON.stringify(config.get(name))}. Allowed is true or false.`, "Write true or false."));
}

/** The words of transformers' own `str_to_bool`, after Python's `str()`. */
function booleanOf(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase();
  if (["y", "yes", "t", "true", "on", "1"].includes(word)) return true;
  return ["n", "no", "f", "false", "off", "0"].includes(word) ? false : undefined;
}

/** What raises when the Trainer makes its Accelerator (transformers trainer.py). */
function laterProblems(settings: Settings, config: Config): Problem[] {
  const problems: Problem[] = [];
  if (booleanOf(config.get("activation_checkpointing")) === true && recomputesActivations(settings)) {
    const message = "`activation_checkpointing` of `fsdp_config` and gradient checkpointing are both on. FSDP wants its own alone.";
    problems.push(error("checkpointing-twice", "activation_checkpointing", message, "Leave `gradient_checkpointing` out."));
  }
  if (settings.value("save_only_model") === true && config.get("state_dict_type") === "SHARDED_STATE_DICT") {
    const message = '`save_only_model` cannot save the shards of `state_dict_type: "SHARDED_STATE_DICT"`.';
    problems.push(error("weights-only-shards", "state_dict_type", message, 'Write "FULL_STATE_DICT", or leave `save_only_model` out.'));
  }
  return problems;
}

function error(code: string, key: string | undefined, message: string, fix: string): Problem {
  return { severity: "error", code, ...(key !== undefined && { key }), message, fix };
}

function warning(code: string, key: string, message: string, fix: string): Problem {
  return { severity: "warning", code, key, message, fix };
}
