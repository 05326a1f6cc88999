import type { Pair } from "./platform-under-test.ts";

/** One shape of a vendor's schema, as far as the kit fills it in and gets it wrong. */
export type NativeShape =
  | {
      readonly kind: "object";
      /** Asked for when it is needed: a schema may refer to itself. */
      members(): Readonly<Record<string, NativeShape>>;
      readonly required?: readonly string[];
    }
  | { readonly kind: "list"; readonly item: NativeShape; readonly min?: number; readonly max?: number }
  /** Values by keys of the user's own. */
  | { readonly kind: "map"; readonly value: NativeShape }
  | {
      readonly kind: "text";
      readonly words?: readonly string[];
      /** Fewest and most characters. */
      readonly min?: number;
      readonly max?: number;
      /** Whether a text has the form that the schema wants. Default: every text. */
      fits?(text: string): boolean;
    }
  | { readonly kind: "integer" | "number"; readonly min?: number; readonly max?: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "any" }
  /** One of these. */
  | { readonly kind: "choice"; readonly of: readonly NativeShape[] };

/** A shape that holds no other. */
export type PlainShape = Exclude<NativeShape, { readonly kind: "object" | "list" | "map" | "choice" }>;

export type Steps = readonly (string | number)[];

/** A place in a vendor's schema, and overrides that reach it. */
export interface Place<Shape extends NativeShape = NativeShape> {
  readonly steps: Steps;
  readonly shape: Shape;
  /** Overrides with this value at the place; in a filled one, what the objects around it require is there too. */
  bare(value: unknown): object;
  filled(value: unknown): object;
  /** Whether other shapes are right here as well. */
  readonly isOneOf?: boolean;
  /** The smallest value that the schema takes here. */
  smallest(): unknown;
}

/** Texts of forms that schemas often want. */
const texts = [
  ...["alpha", "beta", "a1", "b1", "1", "2", "11", "22", "1Gi", "2Gi", "/alpha", "/beta", "10.0.0.2", "10.0.0.3"],
  ...["s3://bucket/alpha", "s3://bucket/beta", "https://example.com/alpha", "https://example.com/beta"],
];

const known = new WeakMap<NativeShape, readonly Place[]>();

/** Every place of a schema below one, itself included. Schemas are large: each is walked once. */
export function placesOf(shape: NativeShape, more: readonly string[]): readonly Place[] {
  const before = known.get(shape);
  if (before !== undefined) return before;
  const fill = filler([...texts, ...more]);
  const found: Place[] = [];
  const visit = (place: Place): void => {
    found.push(place);
    for (const inner of insideOf(place, fill)) visit({ ...inner, smallest: () => fill(inner.shape) });
  };
  const itself = (value: unknown): object => value as object;
  visit({ steps: [], shape, bare: itself, filled: itself, smallest: () => ({}) });
  known.set(shape, found);
  return found;
}

type Fill = (shape: NativeShape) => unknown;

function insideOf({ steps, shape, bare, filled }: Place, fill: Fill): readonly Omit<Place, "smallest">[] {
  if (shape.kind === "choice") return shape.of.map((one) => ({ steps, shape: one, bare, filled, isOneOf: true }));
  if (shape.kind === "list") {
    const more = Array.from({ length: Math.max(0, (shape.min ?? 0) - 1) }, () => fill(shape.item));
    return [
      {
        steps: [...steps, 0],
        shape: shape.item,
        bare: (value) => bare([value]),
        filled: (value) => filled([value, ...more]),
      },
    ];
  }
  if (shape.kind === "map")
    return [
      {
        steps: [...steps, "alpha"],
        shape: shape.value,
        bare: (value) => bare({ alpha: value }),
        filled: (value) => filled({ alpha: value }),
      },
    ];
  if (shape.kind !== "object") return [];
  const members = shape.members();
  // At the root the plan has what is required.
  const required = steps.length === 0 ? [] : requiredOf(shape, members);
  return Object.entries(members).map(([name, member]) => ({
    steps: [...steps, name],
    shape: member,
    bare: (value) => bare({ [name]: value }),
    filled: (value) =>
      filled({
        ...Object.fromEntries(required.filter(([other]) => other !== name).map(([other, of]) => [other, fill(of)])),
        [name]: value,
      }),
  }));
}

function requiredOf(
  { required = [] }: NativeShape & { kind: "object" },
  members: Readonly<Record<string, NativeShape>>,
): readonly (readonly [string, NativeShape])[] {
  return required.flatMap((name) => (members[name] === undefined ? [] : [[name, members[name]] as const]));
}

/** The smallest value of each shape. */
function filler(candidates: readonly string[]): Fill {
  const fill: Fill = (shape) => {
    if (shape.kind === "choice") return fill(shape.of[0] ?? { kind: "any" });
    if (shape.kind === "list") return Array.from({ length: shape.min ?? 0 }, () => fill(shape.item));
    if (shape.kind === "map") return {};
    if (shape.kind === "object")
      return Object.fromEntries(requiredOf(shape, shape.members()).map(([name, member]) => [name, fill(member)]));
    if (shape.kind === "text") return textsOf(shape, candidates)[0] ?? "alpha";
    return pairsOfPlain(shape, candidates)[0]?.[0];
  };
  return fill;
}

/** Unlike values of a shape, as many as it has for the kit. */
export function pairsOfPlain(shape: PlainShape, more: readonly string[]): readonly Pair[] {
  if (shape.kind === "boolean") return [[true, false]];
  if (shape.kind === "any") return [["alpha", "beta"]];
  if (shape.kind === "text") return neighbours(textsOf(shape, [...texts, ...more]));
  const { min = 1, max = Infinity } = shape;
  if (shape.kind === "integer") return neighbours([min, min + 1, min + 60].filter((value) => value <= max));
  return neighbours([min, min + 0.5, min + 1].filter((value) => value <= max));
}

function textsOf(shape: PlainShape & { kind: "text" }, candidates: readonly string[]): readonly string[] {
  if (shape.words !== undefined) return shape.words;
  const { min = 0, max = Infinity } = shape;
  return candidates
    .map((text) => text.padEnd(min, "x"))
    .filter((text) => text.length <= max && (shape.fits?.(text) ?? true));
}

/** Each value with the next one. */
const neighbours = <T>(values: readonly T[]): readonly Pair<T>[] =>
  values.slice(1).map((value, index) => [values[index] as T, value]);

export const isPlain = (place: Place): place is Place<PlainShape> =>
  !["object", "list", "map", "choice"].includes(place.shape.kind);
