/** A table of JSON texts as what they say, each read when it is first asked for: a plan asks for a tenth of a schema. */
export function readLate(texts: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const known = new Map<string | symbol, unknown>();
  return new Proxy<Record<string, unknown>>(texts, {
    get: (_texts, name) => {
      const text = typeof name === "string" && Object.hasOwn(texts, name) ? texts[name] : undefined;
      if (text !== undefined && !known.has(name)) known.set(name, JSON.parse(text));
      return known.get(name);
    },
  });
}
