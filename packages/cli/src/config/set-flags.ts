import { ConfigError, type Diagnostic } from "@switchyard/core";
import { checkPlatform, type Platforms } from "../platforms.ts";
import type { Config } from "./config.ts";

/**
 * `--set sagemaker.region=eu-west-1` over what the configuration file says. A value is a number, `true` or `false` where it is
 * written as one, else text; `"12"` in double quotes is text too.
 *
 * @throws {ConfigError} with every flag that is malformed.
 */
export function applySettings(config: Config, flags: readonly string[], known: Platforms): Config {
  const malformed = flags.filter((flag) => !/^[^.=]+\.[^.=]+=/.test(flag));
  if (malformed.length > 0) throw new ConfigError(malformed.map(describe));
  return flags.reduce((before, flag) => applyOne(before, flag, known), config);
}

function applyOne(config: Config, flag: string, known: Platforms): Config {
  const [name = "", ...rest] = flag.split("=");
  const [platform = "", setting = ""] = name.split(".");
  checkPlatform(platform, known, "--set");
  return {
    ...config,
    platforms: {
      ...config.platforms,
      [platform]: { ...config.platforms[platform], [setting]: readValue(rest.join("=")) },
    },
  };
}

function readValue(text: string): unknown {
  return /^(?:-?\d+(?:\.\d+)?|true|false|"[^"\\]*")$/.test(text) ? (JSON.parse(text) as unknown) : text;
}

function describe(flag: string): Diagnostic {
  const message = `"${flag}" is no setting.`;
  return {
    severity: "error",
    code: "malformed-flag",
    path: "--set",
    message,
    fix: "Write --set sagemaker.region=us-east-1.",
  };
}
