/** What JSON would lose or change in a value, with the path to it; undefined when there is nothing. */
export function findNotJson(value: unknown, path = "", ancestors: readonly object[] = []): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== "object") return `${path} is ${value === undefined ? "undefined" : `a ${typeof value}`}`;
  if (ancestors.includes(value)) return `${path} refers to itself`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype)
    return `${path} is an instance of ${value.constructor.name}`;
  if (Object.getOwnPropertySymbols(value).length > 0) return `${path} has a symbol for a key`;
  for (const [key, inner] of Object.entries(value)) {
    const found = findNotJson(inner, `${path}/${key}`, [...ancestors, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}
