import { ConfigError, nearest, type Diagnostic } from "@switchyard/core";
import { checkPlatform, type Platforms, type Settings } from "../platforms.ts";

/** `switchyard.config.*`: the settings of each platform. */
export interface Config {
  readonly platforms: Readonly<Record<string, Settings>>;
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
    if (key === "platforms") continue;
    const near = nearest(key, ["platforms"]) ?? (Object.hasOwn(known, key) ? `platforms.${key}` : undefined);
    problems.push(
      problem(
        "unknown-field",
        `${label}: ${key}`,
        "There is no such entry. Allowed: platforms.",
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
  if (problems.length > 0) throw new ConfigError(problems);
  return { platforms: platforms as Record<string, Settings> };
}

function unknownPlatform(id: string, known: Platforms, path: string): readonly Diagnostic[] {
  try {
    checkPlatform(id, known, path);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problem(code: string, path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code, path, message, fix };
}
