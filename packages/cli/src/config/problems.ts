import { ConfigError, type Diagnostic } from "@switchyard/core";
import { checkPlatform, type Platforms } from "../platforms.ts";

export function unknownPlatform(id: string, known: Platforms, path: string): readonly Diagnostic[] {
  try {
    checkPlatform(id, known, path);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function problem(code: string, path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code, path, message, fix };
}
