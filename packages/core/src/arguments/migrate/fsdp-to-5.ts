import { isObject } from "../json-text.ts";
import { fsdpKeysOfVersion1 } from "../config-keys.ts";
import type { Draft } from "./draft.ts";

const strategies = ["full_shard", "shard_grad_op", "no_shard", "hybrid_shard", "hybrid_shard_zero2"];
type Config = Record<string, unknown>;

/** The words of `fsdp` become a switch and keys of `fsdp_config` (transformers training_args.py, `_process_fsdp_args`). */
export function fsdpTo5(draft: Draft): void {
  const words = wordsOfFsdp(draft.get("fsdp"));
  const given = draft.get("fsdp_config");
  const config = unprefixed(given);
  mergeTopLevel(draft, config);
  if (words.length === 0) {
    if (draft.has("fsdp")) draft.changed("fsdp", "FSDP is off: `fsdp` is left out.");
    draft.take("fsdp");
    return;
  }
  if (typeof given === "string") {
    draft.lost(
      "fsdp_config",
      "`fsdp_config` names a file, which is not read here, and the words of `fsdp` belong into it now.",
      "Write the file's content in its place, and migrate again.",
    );
    return;
  }
  draft.set("fsdp", true);
  if (config["xla"] !== true) convert(draft, words, config);
  draft.set("fsdp_config", config);
  draft.changed(
    "fsdp",
    `\`fsdp: ${JSON.stringify(words.join(" "))}\` is \`fsdp: true\` with \`fsdp_config: ${JSON.stringify(config)}\` in transformers 5.`,
  );
}

function convert(draft: Draft, words: readonly string[], config: Config): void {
  const strategy = words.find((word) => strategies.includes(word)) ?? "full_shard";
  if (strategy === "full_shard" || strategy === "shard_grad_op") toVersion2(draft, strategy, config);
  else {
    config["version"] = 1;
    config["reshard_after_forward"] = strategy;
    draft.lost(
      "fsdp",
      `FSDP version 2 has no "${strategy}", so version 1 is kept, which transformers gives up.`,
      'Write "full_shard", or `fsdp_config: { version: 2 }` alone.',
    );
  }
  if (words.includes("offload")) config["cpu_offload"] = true;
  if (!words.includes("auto_wrap")) config["auto_wrap_policy"] = "NO_WRAP";
  else if (Number(config["min_num_params"] ?? 0) > 0) config["auto_wrap_policy"] = "SIZE_BASED_WRAP";
}

function toVersion2(draft: Draft, strategy: string, config: Config): void {
  config["version"] = 2;
  if (strategy === "shard_grad_op") config["reshard_after_forward"] = false;
  for (const key of fsdpKeysOfVersion1.filter((name) => name in config)) {
    draft.lost(
      `fsdp_config.${key}`,
      `FSDP version 2, the default of transformers 5, has no \`${key}\`. It is left out.`,
      "Write `version: 1` to keep it.",
    );
    delete config[key];
  }
}

/** 4.57 takes two of the keys as arguments of their own. */
function mergeTopLevel(draft: Draft, config: Config): void {
  for (const key of ["min_num_params", "transformer_layer_cls_to_wrap"]) {
    const old = `fsdp_${key}`;
    const value = draft.take(old);
    if (value === undefined || value === null || value === 0) continue;
    config[key] ??= value;
    draft.changed(old, `\`${old}\` is \`${key}\` in \`fsdp_config\` in transformers 5.`);
  }
}

export function wordsOfFsdp(value: unknown): string[] {
  if (value === true) return ["full_shard"];
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? value.split(/\s+/).filter(Boolean) : [];
}

/** `fsdp_config` without the `fsdp_` before its keys; empty for a file or nothing. */
export function unprefixed(config: unknown): Config {
  const entries = isObject(config) ? Object.entries(config) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(/^fsdp_/, ""), value]));
}
