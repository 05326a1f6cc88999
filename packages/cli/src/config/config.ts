import { ConfigError, nearest, type Diagnostic } from "@switchyard/core";
import type { Platforms, Settings } from "../platforms.ts";
import { isObject, problem, unknownPlatform } from "./problems.ts";
import { checkRunSection, type RunSection } from "./run-section.ts";

/** `switchyard.config.*`: the settings of each platform, and where a run of several attempts may train. */
export interface Config {
  readonly platforms: Readonly<Record<string, Settings>>;
  readonly run?: RunSection;
}

/**
 * Checks the shape; the settings themselves are each platform's to check.
 *
 * @throws {ConfigError} with every problem, `label` before each path.
 */
export function parseConfig(value: unknown, label: string, known: Platforms): Config {
  const example = "Write `platforms: { sagemaker: { region: us-east-1 } }`.";
  if (!isObject(value))
    throw new ConfigError([problem("wrong-type", label, "The configuration must be an object.", example)]);

  const problems: Diagnostic[] = [];
  for (const key of Object.keys(value)) {
    if (key === "platforms" || key === "run") continue;
    const near = nearest(key, ["platforms", "run"]) ?? (Object.hasOwn(known, key) ? `platforms.${key}` : undefined);
    problems.push(
      problem(
        "unknown-field",
        `${label}: ${key}`,
        "There is no such entry. Allowed: platforms, run.",
        near === undefined ? example : `Did you mean ${near}?`,
      ),
    );
  }
  const platforms = value["platforms"] ?? {};
  if (!isObject(platforms))
    problems.push(problem("wrong-type", `${label}: platforms`, "It must be an object: platform → settings.", example));
  for (const [id, settings] of isObject(platforms) ? Object.entries(platforms) : []) {
    const path = `${label}: platforms.${id}`;
    problems.push(...unknownPlatform(id, known, path));
    if (!isObject(settings)) problems.push(problem("wrong-type", path, "Settings must be an object.", example));
  }
  const run = value["run"];
  if (run !== undefined) problems.push(...checkRunSection(run, `${label}: run`, known));
  if (problems.length > 0) throw new ConfigError(problems);
  return { platforms: platforms as Record<string, Settings>, ...(run === undefined ? {} : { run: run as RunSection }) };
}
