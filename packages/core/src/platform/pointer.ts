import { isPlaceholder, pointerKey } from "../planning/placeholders.ts";

/** A step down from a JSON pointer (RFC 6901). */
export function below(pointer: string, key: string | number): string {
  return `${pointer}/${pointerKey(String(key))}`;
}

/** A value that has no parts of its own: text, a number, a placeholder, an empty list. */
export interface Leaf {
  readonly pointer: string;
  readonly value: unknown;
}

/** Every leaf of a body, in the body's order. */
export function leavesOf(value: unknown, pointer = ""): Leaf[] {
  if (!hasParts(value)) return [{ pointer, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, below(pointer, key)));
}

/** Whether a value is an object or a list with something in it, and no placeholder. */
export function hasParts(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isPlaceholder(value) && Object.keys(value).length > 0;
}
