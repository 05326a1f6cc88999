/** A value in quotes, as it stands in JSON; long ones are cut. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own entries without those that are undefined: to JSON they do not exist. */
export function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter((entry) => entry[1] !== undefined);
}

/**
 * Why a value cannot travel as text: NUL ends an argument, half of a surrogate pair has no UTF-8, JSON has no NaN.
 * Looks into lists and objects, keys too.
 */
export function unfitReason(value: unknown): string | undefined {
  if (typeof value === "string") return unfitText(value);
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `holds ${value}, which JSON cannot carry`;
  if (typeof value === "boolean" || value === null) return undefined;
  if (Array.isArray(value)) return firstReason(value);
  if (isObject(value)) return firstReason(entriesOf(value).flat());
  return `holds a ${typeof value}, which JSON cannot carry`;
}

function firstReason(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const reason = unfitReason(value);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function unfitText(text: string): string | undefined {
  if (text.includes("\0")) return "holds a NUL character, which no argument can carry";
  return /[\ud800-\udfff]/u.test(text) ? "holds half of a surrogate pair, which UTF-8 cannot carry" : undefined;
}

/**
 * A string inside an object that transformers would turn into a boolean or a number when it decodes the object from the
 * command line (training_args.py `_convert_str_dict`): it looks into objects, not into lists.
 */
export function coercedText(value: Readonly<Record<string, unknown>>): string | undefined {
  for (const item of Object.values(value)) {
    if (typeof item === "string" && /^(?:true|false|(?=.*\p{N})\p{N}*\.?\p{N}*)$/iu.test(item)) return item;
    const inner = isObject(item) ? coercedText(item) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
