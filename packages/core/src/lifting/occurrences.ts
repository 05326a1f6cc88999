/** What a document says, to be asked for single values. */
export interface Occurrences {
  /** Whether it says the value: distinctive text anywhere, other values under this name. */
  says(name: string, value: string | number | boolean): boolean;
  /** Whether a word of a command line stands in it, as a name, as a value or within one. */
  hasWord(word: string): boolean;
}

/** `instance_count`, `instanceCount` and `InstanceCount` are one name, `tensor_board` and `TensorBoard` one word. */
const plain = (name: string): string => name.replace(/[-_]/g, "").toLowerCase();

export function occurrencesIn(document: unknown): Occurrences {
  const names = new Set<string>();
  const texts = new Set<string>();
  const named = new Set<string>();
  const visit = (value: unknown, name: string): void => {
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        const isItem = Array.isArray(value);
        if (!isItem) names.add(plain(key));
        visit(inner, isItem ? name : key);
      }
    else if (value !== undefined && value !== null) {
      texts.add(meaning(value as string | number | boolean));
      named.add(`${plain(name)}=${plain(meaning(value as string | number | boolean))}`);
    }
  };
  visit(document, "");
  const plainTexts = new Set([...texts].map(plain));
  const within = [...texts].filter((text) => text.length > 3).join("\n");
  const hasText = (text: string): boolean => texts.has(text) || plainTexts.has(plain(text)) || within.includes(text);
  return {
    says: (name, value) =>
      named.has(`${plain(name)}=${plain(meaning(value))}`) ||
      (isDistinctive(value) && (hasText(meaning(value)) || names.has(plain(String(value))))),
    hasWord: (word) => {
      const bare = word.replace(/^-+/, "");
      return texts.has(meaning(bare)) || names.has(plain(bare)) || (bare.length > 3 && hasText(bare));
    },
  };
}

/** Long enough that it is there by no accident. */
const isDistinctive = (value: string | number | boolean): boolean =>
  typeof value === "string" && value.length > 3 && !/^(?:true|false|none|null|[\d.]*)$/i.test(value);

const duration = /^P?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.0+)?S)?$/i;

/**
 * One form for what is the same: `1e-05` and 0.00001, `True` and true, `"text"` within quotes of JSON; `PT5M`, `5m`, `300s`
 * and 300.
 */
function meaning(value: string | number | boolean): string {
  const text = String(value).trim();
  const inner = /^"([^"\\]*)"$/.exec(text)?.[1] ?? text;
  if (/^(?:true|false)$/i.test(inner)) return inner.toLowerCase();
  if (inner !== "" && Number.isFinite(Number(inner))) return String(Number(inner));
  const [, ...parts] = duration.exec(inner) ?? [];
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return parts.every((part) => part === undefined)
    ? inner
    : String(((days * 24 + hours) * 60 + minutes) * 60 + seconds);
}
