/** Members by which items of native lists are called. */
const callings = ["name", "Name", "ChannelName", "Key", "key", "groupName"] as const;

/**
 * The steps that a diagnostic's path leads along in a native document: members by their own names with dots between, items
 * of lists by `[0]` or by what they are called; or a JSON pointer. Undefined when it leads nowhere.
 */
export function leadOf(document: unknown, path: string): readonly string[] | undefined {
  if (path.startsWith("/"))
    return followed(
      document,
      path
        .slice(1)
        .split("/")
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")),
    );
  return walk(document, path);
}

function followed(document: unknown, steps: readonly string[]): readonly string[] | undefined {
  let at = document;
  for (const step of steps) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  return steps;
}

function walk(at: unknown, path: string): readonly string[] | undefined {
  if (path === "") return [];
  if (typeof at !== "object" || at === null) return undefined;
  for (const [word, step, inner] of stepsFrom(at)) {
    if (!path.startsWith(word)) continue;
    const rest = path.slice(word.length);
    if (rest !== "" && !/^[.[]/.test(rest)) continue;
    const further = walk(inner, rest.replace(/^\./, ""));
    if (further !== undefined) return [step, ...further];
  }
  return undefined;
}

/** How each part of an object or a list may be written, the step to it, and the part. */
function stepsFrom(at: object): readonly (readonly [word: string, step: string, inner: unknown])[] {
  if (!Array.isArray(at)) return Object.entries(at).map(([key, inner]) => [key, key, inner] as const);
  return at.flatMap((inner: unknown, index) => [
    [`[${index}]`, String(index), inner] as const,
    ...callingsOf(inner).map((word) => [word, String(index), inner] as const),
  ]);
}

const callingsOf = (item: unknown): readonly string[] =>
  typeof item === "object" && item !== null
    ? callings.flatMap((name) => {
        const called = (item as Readonly<Record<string, unknown>>)[name];
        return typeof called === "string" ? [called] : [];
      })
    : [];
