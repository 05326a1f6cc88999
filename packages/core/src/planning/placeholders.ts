import type { JsonValue } from "../contract/json.ts";
import type { Placeholder } from "../contract/plan.ts";

const kinds = ["$setting", "$secret", "$reply"] as const;

/** Whether a value stands in for one that is not known offline. */
export function isPlaceholder(value: unknown): value is Placeholder {
  return (
    typeof value === "object" &&
    value !== null &&
    kinds.some((kind) => typeof (value as Record<string, unknown>)[kind] === "string")
  );
}

/** Every placeholder of a body, with the JSON pointer to it. */
export function findPlaceholders(
  value: unknown,
  pointer = "",
): { readonly pointer: string; readonly placeholder: Placeholder }[] {
  if (isPlaceholder(value)) return [{ pointer, placeholder: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => findPlaceholders(inner, `${pointer}/${pointerKey(key)}`));
}

/** The body with each placeholder replaced. */
export function fillPlaceholders<T>(value: T, resolve: (placeholder: Placeholder) => JsonValue): T {
  if (isPlaceholder(value)) return resolve(value) as T;
  if (Array.isArray(value)) return value.map((inner: unknown) => fillPlaceholders(inner, resolve)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillPlaceholders(inner, resolve)])) as T;
}

/** A key as a step of a JSON pointer (RFC 6901). */
export function pointerKey(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
