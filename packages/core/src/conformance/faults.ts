import { formatPath } from "../spec/report.ts";
import { nearest } from "../text/nearest.ts";
import { seeded } from "./chance.ts";
import { named } from "./native-fields.ts";
import { pairsOfPlain, placesOf, type NativeShape, type Place } from "./native-shape.ts";
import { withValue } from "./paths.ts";
import { errorsOf, isRefusedAround, shortened } from "./perturbation.ts";
import { sentence, type Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";

/** Overrides with one mistake in them. */
export interface NativeFault {
  readonly kind: FaultKind;
  readonly override: object;
  /** Where the mistake is, below the platform's overrides. */
  readonly path: string;
  /** What a fix has to name. */
  readonly meant?: string | undefined;
  /** The same with the word that was meant. */
  readonly right?: object;
}

const faultKinds = ["unknown field", "wrong word", "wrong type", "missing member", "over a limit", "null"] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * Faults drawn from the vendor's schema are refused where they are, with the nearest name.
 * It is enough to refuse what the fault is part of, as where a whole member is the platform's own.
 */
export function faultChecks<S extends object>(
  { nativeShape, nativeTexts = [], sample = {} }: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  if (nativeShape === undefined) return [];
  const faults = nativeFaults(nativeShape, nativeTexts, sample.faults ?? 40, sample.seed ?? 1);
  return named(
    faults.map((fault) => ({
      name: `${fault.kind} at ${fault.path} of the native fields is refused there`,
      run: () => refuse(fault, planner),
    })),
  );
}

async function refuse({ kind, override, path, meant, right }: NativeFault, planner: Planner): Promise<void> {
  const id = `platforms.${planner.platform.id}`;
  const at = path.startsWith("[") ? `${id}${path}` : `${id}.${path}`;
  const planned = await planner.tryTranslation(withValue(planner.base, id, override));
  const errors = errorsOf(planned);
  const refusal = errors.find((error) => error.path === at);
  if (refusal === undefined && isRefusedAround(planned, at)) return;
  if (refusal === undefined && kind === "missing member" && (await isPlanned(path, planner))) return;
  if (refusal === undefined)
    throw new Error(
      `${shortened(override)} is not refused at ${at}. ${errors.length === 0 ? "It is planned without an error." : sentence(errors)}`,
    );
  const said = `${refusal.message} ${refusal.fix ?? ""}`;
  if (meant === undefined || said.includes(meant)) return;
  // What is the platform's own is refused with the right word as well.
  const others = right && errorsOf(await planner.tryTranslation(withValue(planner.base, id, right)));
  if (!others?.some((error) => error.path === at))
    throw new Error(`${at} is refused without the nearest name, ${meant}: ${said}`);
}

/** What a plan has by itself is not missing. */
async function isPlanned(path: string, planner: Planner): Promise<boolean> {
  const { origins } = await planner.plan(planner.base);
  const member = `/${path.split(".").at(-1)}/`;
  return Object.keys(origins).some((pointer) => `${pointer}/`.includes(member));
}

/** Mistakes at places drawn by chance, each kind as often as the others as far as the schema has it. */
export function nativeFaults(
  shape: NativeShape,
  texts: readonly string[],
  count: number,
  seed: number,
): readonly NativeFault[] {
  const chance = seeded(seed);
  const places = placesOf(shape, texts);
  const found = new Map<string, NativeFault>();
  for (let draws = 0; found.size < count && draws < count * mostDraws; draws += 1) {
    const kind = faultKinds[found.size % faultKinds.length] ?? "wrong type";
    const drawn = draws % mostDraws === mostDraws - 1 ? "wrong type" : kind;
    const place = places[Math.floor(chance() * places.length)];
    for (const fault of place === undefined ? [] : mistakes[drawn](place, chance).slice(0, 1))
      found.set(`${drawn} ${JSON.stringify(fault)}`, { kind: drawn, ...fault });
  }
  return [...found.values()];
}

/** How many places are looked at for one fault; then another kind has its turn, in case a schema lacks the first. */
const mostDraws = 200;

type Mistake = Omit<NativeFault, "kind">;

const mistakes: Readonly<Record<FaultKind, (place: Place, chance: () => number) => readonly Mistake[]>> = {
  "unknown field": ({ shape, steps, filled, smallest }, chance) => {
    if (shape.kind !== "object") return [];
    const names = Object.keys(shape.members());
    const name = names[Math.floor(chance() * names.length)];
    const misspelt = misspell(name ?? "", names, chance);
    if (misspelt === undefined) return [];
    const path = formatPath([...steps, misspelt]);
    const override = filled({ ...(smallest() as object), [misspelt]: "alpha" });
    return [{ override, path, meant: nearest(misspelt, names) }];
  },
  "wrong word": ({ shape, steps, filled }, chance) => {
    if (shape.kind !== "text" || shape.words === undefined || steps.length === 0) return [];
    const word = shape.words[Math.floor(chance() * shape.words.length)];
    const misspelt = misspell(word ?? "", shape.words, chance);
    if (misspelt === undefined) return [];
    const meant = nearest(misspelt, shape.words);
    return [{ override: filled(misspelt), path: formatPath(steps), meant, right: filled(word) }];
  },
  "wrong type": ({ shape, steps, filled, isOneOf = false }, chance) => {
    if (isOneOf || shape.kind === "any" || shape.kind === "choice" || steps.length === 0) return [];
    const wrong = wrongTypes[shape.kind];
    return [{ override: filled(wrong[Math.floor(chance() * wrong.length)]), path: formatPath(steps) }];
  },
  "missing member": ({ shape, steps, filled, smallest }, chance) => {
    if (shape.kind !== "object" || steps.length === 0) return [];
    const required = (shape.required ?? []).filter((name) => shape.members()[name] !== undefined);
    const missing = required[Math.floor(chance() * required.length)];
    if (missing === undefined) return [];
    const { [missing]: _left, ...others } = smallest() as Readonly<Record<string, unknown>>;
    // An object that says nothing at all may count as not there.
    if (Object.keys(others).length === 0) return [];
    return [{ override: filled(others), path: formatPath([...steps, missing]) }];
  },
  "over a limit": ({ shape, steps, filled }) => {
    if (steps.length === 0) return [];
    const path = formatPath(steps);
    if (shape.kind === "integer" || shape.kind === "number")
      return [
        ...(shape.max === undefined ? [] : [{ override: filled(shape.max + 1), path }]),
        ...(shape.min === undefined ? [] : [{ override: filled(shape.min - 1), path }]),
      ];
    if (shape.kind !== "text" || shape.words !== undefined || shape.max === undefined || shape.max > 5000) return [];
    const [text = "a"] = pairsOfPlain(shape, []).flat();
    return [{ override: filled(String(text).padEnd(shape.max + 1, "a")), path }];
  },
  null: ({ shape, steps, filled }) =>
    steps.length === 0 || shape.kind === "any" || shape.kind === "choice"
      ? []
      : [{ override: filled(null), path: formatPath(steps) }],
};

const wrongTypes: Readonly<Record<Exclude<NativeShape["kind"], "any" | "choice">, readonly unknown[]>> = {
  object: ["alpha", 7, true, ["alpha"]],
  list: ["alpha", 7, { alpha: "beta" }],
  map: ["alpha", 7, ["alpha"]],
  text: [7, true, ["alpha"], { alpha: "beta" }],
  integer: ["seven", true, [7], 7.5],
  number: ["seven", true, [7]],
  boolean: ["true", 1, ["true"]],
};

/** A word as a hurried hand writes it: two letters change places, one is left out, or one is doubled. */
function misspell(word: string, words: readonly string[], chance: () => number): string | undefined {
  if (word.length < 4) return undefined;
  const at = 1 + Math.floor(chance() * (word.length - 2));
  const forms = [
    `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`,
    `${word.slice(0, at)}${word.slice(at + 1)}`,
    `${word.slice(0, at)}${word[at]}${word.slice(at)}`,
  ];
  const misspelt = forms[Math.floor(chance() * forms.length)];
  return misspelt === undefined || words.includes(misspelt) ? undefined : misspelt;
}
