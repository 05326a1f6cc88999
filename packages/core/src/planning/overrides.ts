import { formatPath } from "../spec/report.ts";
import { pointerKey } from "./placeholders.ts";

export interface MergeOptions {
  /** JSON pointer of `body` within the plan, such as `/requests/0/body`. */
  readonly pointer: string;
  /** Where the override stands, such as `spec:platforms.sagemaker`. */
  readonly origin: string;
  /** Arrays whose items have a name: pointer below `pointer` → the field that names an item. */
  readonly keyed?: Readonly<Record<string, string>>;
}

/** A native body with its overrides, and the origin of every leaf that they set. */
export interface Merged<T> {
  readonly body: T;
  readonly origins: Readonly<Record<string, string>>;
}

/**
 * Merges a user's native fields into a body: objects merge, arrays replace, except those in `keyed`, whose items merge by
 * name and are added at the end when they are new. Neither argument is changed.
 */
export function mergeNative<T extends object>(body: T, override: object, options: MergeOptions): Merged<T> {
  const origins: Record<string, string> = {};
  const merged = mergeValue(body, override, "", options.origin, { ...options, origins });
  return { body: merged as T, origins };
}

interface Merge extends MergeOptions {
  readonly origins: Record<string, string>;
}

function mergeValue(base: unknown, override: unknown, at: string, origin: string, merge: Merge): unknown {
  const nameField = merge.keyed?.[at];
  if (Array.isArray(base) && Array.isArray(override) && nameField !== undefined)
    return mergeItems(base, override, at, origin, nameField, merge);
  if (!isObject(override) || (base === undefined && Object.keys(override).length === 0)) {
    recordOrigins(override, at, origin, merge);
    return override;
  }
  const result: Record<string, unknown> = isObject(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(override)) {
    if (value === undefined) continue;
    result[key] = mergeValue(result[key], value, `${at}/${pointerKey(key)}`, formatPath([stepOf(key)], origin), merge);
  }
  return result;
}

function mergeItems(
  base: readonly unknown[],
  override: readonly unknown[],
  at: string,
  origin: string,
  nameField: string,
  merge: Merge,
): unknown[] {
  const result = [...base];
  override.forEach((item, position) => {
    const found = result.findIndex(
      (existing) => isObject(existing) && isObject(item) && existing[nameField] === item[nameField],
    );
    const index = found === -1 ? result.length : found;
    result[index] = mergeValue(result[index], item, `${at}/${index}`, `${origin}[${position}]`, merge);
  });
  return result;
}

function recordOrigins(value: unknown, at: string, origin: string, merge: Merge): void {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    merge.origins[`${merge.pointer}${at}`] = origin;
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    recordOrigins(inner, `${at}/${pointerKey(key)}`, formatPath([stepOf(key)], origin), merge);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list may be merged by position, as an object whose keys are numbers. */
const stepOf = (key: string): string | number => (/^\d+$/.test(key) ? Number(key) : key);
