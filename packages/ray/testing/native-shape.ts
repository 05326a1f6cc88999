import type { NativeShape } from "@switchyard/core/conformance";
import schema from "../schema.data.json" with { type: "json" };
import type { Shape } from "../src/service-model.ts";

const operation = (name: string): NativeShape => shapeOf(schema.operations[name] ?? {});

/** What Ray and KubeRay take, in the conformance kit's words, under the part of `platforms.ray` that it stands in. */
export const nativeShapes: Readonly<Record<"job" | "rayJob" | "train", NativeShape>> = {
  job: operation("POST /api/jobs/"),
  rayJob: operation("RayJob"),
  train: operation("RayTrain"),
};

/** Packages that every node can fetch. */
export const nativeTexts: readonly string[] = ["s3://bucket/one.zip", "s3://bucket/two.zip"];

export const nativeShapeOf = (...parts: readonly (keyof typeof nativeShapes)[]): NativeShape => ({
  kind: "object",
  members: () => Object.fromEntries(parts.map((part) => [part, nativeShapes[part]])),
});

function shapeOf(reference: Shape): NativeShape {
  const shape = reference.ref === undefined ? reference : (schema.shapes[reference.ref] ?? {});
  const { type, properties, additionalProperties, items, oneOf, intOrString, pattern } = shape;
  if (oneOf !== undefined) return { kind: "choice", of: oneOf.map(shapeOf) };
  const fits = pattern === undefined ? {} : { fits: (text: string) => new RegExp(pattern).test(text) };
  if (intOrString === true) return { kind: "choice", of: [{ kind: "integer" }, { kind: "text", ...fits }] };
  if (properties !== undefined)
    return {
      kind: "object",
      members: () => Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, shapeOf(member)])),
      required: shape.required ?? [],
    };
  if (type === "object") return { kind: "map", value: shapeOf(additionalProperties ?? {}) };
  if (type === "array")
    return {
      kind: "list",
      item: shapeOf(items ?? {}),
      ...(shape.minItems === undefined ? {} : { min: shape.minItems }),
    };
  if (type === undefined || type === "boolean") return { kind: type ?? "any" };
  if (type !== "string") return { kind: type, ...bounds(shape.minimum, shape.maximum) };
  return {
    kind: "text",
    ...bounds(shape.minLength, shape.maxLength),
    ...(shape.enum === undefined ? {} : { words: shape.enum }),
    ...fits,
  };
}

const bounds = (
  min: number | undefined,
  max: number | undefined,
): { readonly min?: number; readonly max?: number } => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
