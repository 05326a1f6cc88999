import { configError } from "@switchyard/core";
import type { Config } from "./config.ts";

/**
 * `--address URL` over what the configuration says of Ray's address.
 *
 * @throws {ConfigError} when Ray is none of the platforms that are asked.
 */
export function applyAddress(config: Config, address: string | undefined, ids: readonly string[]): Config {
  if (address === undefined) return config;
  if (!ids.includes("ray"))
    throw configError(
      "malformed-flag",
      "--address",
      `It names a Ray cluster, and ${ids.join(", ")} ${ids.length === 1 ? "has" : "have"} none.`,
      "Write --on ray, or leave it out.",
    );
  return { ...config, platforms: { ...config.platforms, ray: { ...config.platforms["ray"], address } } };
}
