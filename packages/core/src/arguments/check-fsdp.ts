import type { Diagnostic } from "../contract/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import { fsdpKeys4, fsdpKeys5, fsdpKeysBefore510, fsdpKeysOfVersion1 } from "./config-keys.ts";
import { booleanOf, readFsdp, type FsdpSetup } from "./fsdp-setup.ts";
import { fsdpRules } from "./rules-fsdp.ts";
import type { Settings } from "./settings.ts";

/** Everything about FSDP that can be judged from the arguments alone. */
export function checkFsdp(settings: Settings, path: string): Diagnostic[] {
  const setup = readFsdp(settings);
  if (!setup.isOn) return withoutFsdp(setup, path);
  return [...unreadKeys(setup, path), ...brokenRules(setup, path), ...unreadableBooleans(setup, path)];
}

const keyPath = (setup: FsdpSetup, key: string, path: string): string =>
  `${path}.fsdp_config.${setup.spelled.get(key) ?? key}`;

function withoutFsdp(setup: FsdpSetup, path: string): Diagnostic[] {
  if (setup.config.size === 0) return [];
  return [
    {
      severity: "warning",
      code: "ignored-argument",
      path: `${path}.fsdp_config`,
      message: "`fsdp_config` has no effect without `fsdp`.",
      fix: "Write `fsdp: true`, or leave `fsdp_config` out.",
    },
  ];
}

/** transformers drops keys that it does not read, and says nothing. */
function unreadKeys(setup: FsdpSetup, path: string): Diagnostic[] {
  const { dialect } = setup.settings;
  const known = dialect.major === 4 ? fsdpKeys4 : setup.isSwitch ? fsdpKeys5 : fsdpKeysBefore510;
  const unread = setup.isSwitch && setup.version === 2 ? fsdpKeysOfVersion1 : [];
  return [...setup.config.keys()].flatMap((key): Diagnostic[] => {
    const ignored = { severity: "warning", code: "ignored-key", path: keyPath(setup, key, path) } as const;
    if (unread.includes(key)) {
      return [
        {
          ...ignored,
          message: `FSDP version 2 does not read \`${key}\`.`,
          fix: "Leave it out, or write `version: 1`.",
        },
      ];
    }
    if (known.includes(key)) return [];
    const near = nearest(key, known);
    const message = `transformers ${dialect.label} does not read \`${key}\` in \`fsdp_config\` and says nothing.`;
    return [{ ...ignored, message, fix: near === undefined ? "Leave it out." : `Did you mean \`${near}\`?` }];
  });
}

function brokenRules(setup: FsdpSetup, path: string): Diagnostic[] {
  return fsdpRules
    .filter((rule) => rule.isBroken(setup))
    .map(({ code, key, message, fix }) => ({
      severity: "error",
      code,
      path: key === undefined ? `${path}.fsdp` : keyPath(setup, key, path),
      message: typeof message === "string" ? message : message(setup),
      fix,
    }));
}

/** What is read as a boolean and is none. Which keys are depends on the release and on the version of FSDP. */
function unreadableBooleans(setup: FsdpSetup, path: string): Diagnostic[] {
  const { config, isSwitch, settings, version } = setup;
  if (settings.dialect.major === 4 || config.get("xla") === true) return [];
  const names = [
    "cpu_ram_efficient_loading",
    ...(isSwitch ? ["activation_checkpointing"] : ["sync_module_states"]),
    ...(version === 2 ? ["reshard_after_forward"] : ["forward_prefetch", "use_orig_params"]),
    ...(isSwitch && version !== 2 ? ["sync_module_states", "limit_all_gathers"] : []),
  ];
  return names
    .filter((name) => config.has(name) && booleanOf(config.get(name)) === undefined)
    .map((name) => ({
      severity: "error",
      code: "wrong-type",
      path: keyPath(setup, name, path),
      message: `\`${name}\` is ${JSON.stringify(config.get(name))}. Allowed is true or false.`,
      fix: "Write true or false.",
    }));
}
