/** JSON in which whatever fits into the width stands on one line. `indent` is where the value begins. */
export function compactJson(value: unknown, indent: number, width: number): string {
  const short = oneLine(value);
  if (short.length <= width - indent || typeof value !== "object" || value === null) return short;
  const pad = " ".repeat(indent + 2);
  const end = " ".repeat(indent);
  if (Array.isArray(value))
    return `[\n${value.map((item) => `${pad}${compactJson(item, indent + 2, width)}`).join(",\n")}\n${end}]`;
  const entries = Object.entries(value).map(
    ([name, inner]) => `${pad}${JSON.stringify(name)}: ${compactJson(inner, indent + 2, width)}`,
  );
  return `{\n${entries.join(",\n")}\n${end}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(oneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${oneLine(inner)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
