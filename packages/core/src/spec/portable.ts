import type { Diagnostic } from "../contract/diagnostic.ts";
import { formatPath } from "./report.ts";

/** What JSON would lose or change: functions, NaN, dates, cycles, NUL characters, lone surrogates, `__proto__`. */
export function findUnportable(value: unknown, path = "", ancestors: readonly object[] = []): Diagnostic[] {
  const reason = whyUnportable(value, ancestors);
  if (reason !== undefined) {
    return [
      {
        severity: "error",
        code: "not-json",
        path,
        message: `${reason} A spec is plain JSON.`,
        fix: "Write text, a number, `true`, `false`, a list or an object.",
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = formatPath([Array.isArray(value) ? Number(key) : key], path);
    if (key === "__proto__")
      return [{ severity: "error", code: "not-json", path: at, message: "A field cannot have this name." } as const];
    return inner === undefined && !Array.isArray(value) ? [] : findUnportable(inner, at, [...ancestors, value]);
  });
}

function whyUnportable(value: unknown, ancestors: readonly object[]): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `JSON has no ${value}.`;
  if (typeof value === "string") return whyBadText(value);
  if (typeof value === "boolean" || value === null) return undefined;
  if (typeof value !== "object") return `Found ${value === undefined ? "nothing" : `a ${typeof value}`}.`;
  if (ancestors.includes(value)) return "This refers to itself.";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  return `Found an instance of ${value.constructor.name}.`;
}

function whyBadText(text: string): string | undefined {
  if (text.includes("\0")) return "This holds a NUL character, which no command line or variable can carry.";
  if (/[\uD800-\uDFFF]/u.test(text)) return "This holds half of a surrogate pair, which UTF-8 cannot carry.";
  return undefined;
}
