import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Lifted } from "../contract/driver.ts";
import { pointerKey } from "../planning/placeholders.ts";
import { isSecretName } from "../platform/command-line/secret-names.ts";
import { leadOf } from "./native-path.ts";
import { occurrencesIn, type Occurrences } from "./occurrences.ts";

/** One literal value of a native document: text, a number or a boolean. */
export interface NativeLeaf {
  /** JSON pointer to it. */
  readonly pointer: string;
  readonly value: string | number | boolean;
}

/** Codes of diagnostics that answer for all that lies below their path. */
const verdicts: readonly string[] = ["not-lifted", "made-anew"];

/**
 * Literal values of a native document that a lift swallowed: they are neither in the spec, nor in what the spec is
 * translated to again, nor does a diagnostic speak of them. `not-lifted` and `made-anew` speak of all that lies below their
 * path, unless that is the whole document; `kept-native` of what really was kept; any other code of a value at its path.
 *
 * Text, long or short, counts as lifted wherever the spec says it; numbers, booleans and short words only under the same
 * name. A command line is lifted when each of its words is, or is quoted by a diagnostic of that command.
 *
 * @param native what `lift` was given; of a plan's request its body counts
 * @param lifted what `lift` made of it
 * @param translated the body that a plan of the lifted spec sends, as far as it can be planned
 */
export function swallowedLeaves(native: unknown, lifted: Lifted, translated?: unknown): readonly NativeLeaf[] {
  const document = bodyOf(native);
  const spec = occurrencesIn(lifted.spec);
  const found: readonly Occurrences[] = translated === undefined ? [spec] : [spec, occurrencesIn(translated)];
  const kept = occurrencesIn(lifted.spec.platforms ?? {});
  const answers = lifted.diagnostics.flatMap((diagnostic) => {
    const lead = leadOf(document, diagnostic.path);
    return lead === undefined || lead.length === 0 ? [] : [{ lead, diagnostic }];
  });
  const isAnswered = (steps: readonly string[], value: NativeLeaf["value"]): boolean =>
    answers.some(({ lead, diagnostic: { code } }) => {
      if (!startsWith(steps, lead)) return false;
      if (code === "kept-native") return kept.says(nameOf(steps), value);
      return verdicts.includes(code) || lead.length === steps.length;
    });
  const isLifted = (steps: readonly string[], value: NativeLeaf["value"]): boolean =>
    found.some((occurrences) => occurrences.says(nameOf(steps), value)) ||
    (typeof value === "string" && areWordsLifted(value, spec, quotesFor(steps, answers)));
  const script = lifted.spec.entryPoint.slice(lifted.spec.entryPoint.lastIndexOf("/") + 1);
  // The command that was read is answered word by word.
  const isCommand = (value: NativeLeaf["value"]): boolean =>
    typeof value === "string" && /\s/.test(value) && value.includes(script);
  return literals(document, [])
    .filter(({ steps, value }) => !isLifted(steps, value) && (isCommand(value) || !isAnswered(steps, value)))
    .map(({ steps, value }) => ({ pointer: steps.map((step) => `/${pointerKey(step)}`).join(""), value }));
}

interface Answer {
  readonly lead: readonly string[];
  readonly diagnostic: Diagnostic;
}

const startsWith = (steps: readonly string[], lead: readonly string[]): boolean =>
  lead.length <= steps.length && lead.every((step, index) => step === steps[index]);

const quotesFor = (steps: readonly string[], answers: readonly Answer[]): string =>
  answers.flatMap(({ lead, diagnostic }) => (startsWith(steps, lead) ? [diagnostic.message] : [])).join("\n");

/** The name that a value stands under: that of the list for an item of one. */
const nameOf = (steps: readonly string[]): string => steps.findLast((step) => !/^\d+$/.test(step)) ?? "";

/** Each word is somewhere: `--lr=0.1` as a name and a value. */
function areWordsLifted(text: string, spec: Occurrences, quotes: string): boolean {
  const words = withoutSecrets(text)
    .split(/[\s=;&|"'\\${}]+/)
    .filter((word) => word !== "" && word !== "-");
  const isLifted = (word: string): boolean =>
    starters.test(word) || spec.hasWord(word) || quotes.includes(word.replace(/^-+/, "")) || isTemplate(word, spec);
  return words.length > 0 && words.every(isLifted);
}

/** Values of secrets are left behind, and no diagnostic shows them. */
const withoutSecrets = (text: string): string =>
  text.replace(/\b(\w+)=("[^"]*"|'[^']*'|\S*)/g, (all, name: string) => (isSecretName(name) ? name : all));

/** What every plan does by itself: it sets variables, starts Python, and installs what a file lists. */
const starters =
  /^(?:(?:.*\/)?python[\d.]*|exec|env|export|pip[\d.]*|install|-r|-m|-q|-U|--(?:quiet|upgrade|user|no-cache-dir))$/;

/** Azure ML's `${{inputs.NAME}}`, which a spec writes in another way. */
function isTemplate(word: string, spec: Occurrences): boolean {
  const [, kind, name] = /^(inputs|outputs)\.([\w-]+)$/.exec(word) ?? [];
  return name !== undefined && (spec.hasWord(name) || (kind === "outputs" && spec.hasWord("{model}")));
}

interface Literal {
  readonly steps: readonly string[];
  readonly value: NativeLeaf["value"];
}

function literals(value: unknown, steps: readonly string[]): readonly Literal[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [{ steps, value }];
  if (value instanceof Date) return [{ steps, value: value.toISOString() }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => literals(inner, [...steps, key]));
}

/** What a request of a plan sends; any other document is itself. */
function bodyOf(native: unknown): unknown {
  if (typeof native !== "object" || native === null || !("service" in native && "body" in native)) return native;
  return typeof native.service === "string" ? native.body : native;
}
