import { configError } from "@switchyard/core";
import { checkPlatform, type Platforms } from "../platforms.ts";
import type { Config } from "./config.ts";

/**
 * The platforms that `--on` names, in its order; without it the only one that the configuration holds.
 *
 * @throws {ConfigError} when one does not exist, or there is nothing to choose by.
 */
export function choosePlatforms(on: string | undefined, config: Config, known: Platforms): readonly string[] {
  if (on !== undefined) {
    const ids = on.split(",").map((id) => id.trim());
    return [...new Set(ids)].map((id) => checkPlatform(id, known, "--on"));
  }
  const configured = Object.keys(config.platforms);
  if (configured.length === 1) return configured;
  const message =
    configured.length === 0
      ? "No platform is named, and there is no configuration file with one."
      : `The configuration holds ${configured.join(", ")}.`;
  throw configError(
    "no-platform",
    "--on",
    message,
    `Write --on ${(configured.length > 0 ? configured : Object.keys(known)).join(" or --on ")}.`,
  );
}
