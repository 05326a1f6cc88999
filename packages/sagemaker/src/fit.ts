import { isPlaceholder } from "@switchyard/core";
import schema from "../schema.data.json" with { type: "json" };
import { hasType } from "./service-types.ts";

/**
 * What of a value has the types that Amazon's model wants, so that rules may read it without asking: the rest is left out,
 * and reported by the check of its shape. Placeholders stay.
 */
export function fitting(name: string, value: unknown): unknown {
  const shape = schema.shapes[name];
  if (isPlaceholder(value)) return value;
  if (shape === undefined || !hasType(shape, value)) return undefined;
  if (shape.type === "list")
    return (value as readonly unknown[]).flatMap((item) => fitting(shape.member?.shape ?? "", item) ?? []);
  if (shape.type !== "structure" && shape.type !== "map") return value;
  const entries = Object.entries(value as object).map(([key, inner]): [string, unknown] => {
    const member = shape.type === "map" ? shape.value : shape.members?.[key];
    return [key, fitting(member?.shape ?? "", inner)];
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
