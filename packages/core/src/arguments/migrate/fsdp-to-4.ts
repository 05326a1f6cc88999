import type { Draft } from "./draft.ts";
import { unprefixed, wordsOfFsdp } from "./fsdp-to-5.ts";

/** The switch and its keys become the words that 4.57 reads. */
export function fsdpTo4(draft: Draft): void {
  const value = draft.get("fsdp");
  const given = draft.get("fsdp_config");
  const legacy = wordsOfFsdp(value);
  if (legacy.length === 0) {
    if (draft.has("fsdp")) draft.changed("fsdp", "FSDP is off: `fsdp` is left out.");
    draft.take("fsdp");
    return;
  }
  if (typeof given === "string") {
    draft.lost(
      "fsdp_config",
      "`fsdp_config` names a file, which is not read here.",
      "Write the file's content in its place, and migrate again.",
    );
    return;
  }
  const config = unprefixed(given);
  const version = take(config, "version") ?? 2;
  if (version === 2)
    draft.lost(
      "fsdp_config.version",
      "transformers 4 has FSDP version 1 only: memory and the layout of checkpoints differ.",
      "Mind it, or stay with transformers 5.",
    );
  const words = config["xla"] === true ? legacy : wordsOf(draft, legacy, value === true, config);
  draft.set("fsdp", words.join(" "));
  if (Object.keys(config).length > 0) draft.set("fsdp_config", config);
  else draft.take("fsdp_config");
  draft.changed("fsdp", `FSDP is \`fsdp: ${JSON.stringify(words.join(" "))}\` in transformers 4.`);
}

type Config = Record<string, unknown>;

function wordsOf(draft: Draft, legacy: readonly string[], isSwitch: boolean, config: Config): string[] {
  const reshard = take(config, "reshard_after_forward");
  const strategy = isSwitch
    ? strategyOf(reshard)
    : (legacy.find((word) => word !== "offload" && word !== "auto_wrap") ?? strategyOf(reshard));
  const isOffloaded = take(config, "cpu_offload") === true || legacy.includes("offload");
  const policy = take(config, "auto_wrap_policy") ?? "TRANSFORMER_BASED_WRAP";
  // 4.57 wraps by size as soon as a size is given, and refuses both.
  delete config[policy === "SIZE_BASED_WRAP" ? "transformer_layer_cls_to_wrap" : "min_num_params"];
  const states = take(config, "state_dict_type");
  if (states !== undefined && states !== "FULL_STATE_DICT") {
    draft.lost(
      "fsdp_config.state_dict_type",
      `transformers 4 reads no \`state_dict_type\`, which was ${JSON.stringify(states)}.`,
      `Set FSDP_STATE_DICT_TYPE: ${JSON.stringify(states)} under \`environment.variables\`.`,
    );
  }
  return [strategy, ...(isOffloaded ? ["offload"] : []), ...(policy === "NO_WRAP" ? [] : ["auto_wrap"])];
}

/** A boolean with version 2, a strategy's name with version 1. */
function strategyOf(reshard: unknown): string {
  if (typeof reshard === "string" && !/^(true|false)$/i.test(reshard)) return reshard.toLowerCase();
  return String(reshard).toLowerCase() === "false" ? "shard_grad_op" : "full_shard";
}

function take(config: Config, key: string): unknown {
  const value = config[key];
  delete config[key];
  return value;
}
