import { wordsOf } from "./check-value.ts";
import { entriesOf } from "./json-text.ts";
import { objectOf, usesFsdp, type Settings } from "./settings.ts";

/** `fsdp` and `fsdp_config` as transformers understands them. */
export interface FsdpSetup {
  readonly settings: Settings;
  readonly isOn: boolean;
  /** 5.10 turned `fsdp` into a switch and reads the rest from `fsdp_config`; before, its words decided. */
  readonly isSwitch: boolean;
  readonly version: number;
  readonly words: readonly string[];
  /** By keys without `fsdp_` before them; transformers strips it. */
  readonly config: ReadonlyMap<string, unknown>;
  /** Key without the prefix → key as written. */
  readonly spelled: ReadonlyMap<string, string>;
}

export function readFsdp(settings: Settings): FsdpSetup {
  const entries = entriesOf(objectOf(settings, "fsdp_config"));
  const config = new Map(entries.map(([key, value]) => [key.replace(/^fsdp_/, ""), value]));
  const spelled = new Map(entries.map(([key]) => [key.replace(/^fsdp_/, ""), key]));
  const row = settings.dialect.rows.get("fsdp");
  const isSwitch = row?.argv === "flag";
  const words = row === undefined ? [] : wordsOf(row, settings.value("fsdp"));
  const version = Number(config.get("version") ?? (isSwitch ? 2 : 1));
  return { settings, isOn: usesFsdp(settings), isSwitch, version, words, config, spelled };
}

/** The words of transformers' own `str_to_bool`, after Python's `str()`; undefined for any other. */
export function booleanOf(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase();
  if (["y", "yes", "t", "true", "on", "1"].includes(word)) return true;
  return ["n", "no", "f", "false", "off", "0"].includes(word) ? false : undefined;
}
