import fc from "fast-check";
import schema from "../packages/sagemaker/schema.data.json" with { type: "json" };
import type { Shape } from "../packages/sagemaker/src/service-model.ts";

/**
 * Bodies of CreateTrainingJob with any members that the model has, each about as short and small as it may be. Texts follow no
 * pattern and no list of words: botocore reads neither.
 */
export function anyBody(): fc.Arbitrary<object> {
  return anyOf(schema.operations["CreateTrainingJob"]?.input ?? "") as fc.Arbitrary<object>;
}

function anyOf(name: string): fc.Arbitrary<unknown> {
  const shape = schema.shapes[name];
  if (shape === undefined) throw new RangeError(`The model has no shape ${name}.`);
  const { min = 0, max = min + 1 } = shape;
  const length = { minLength: min, maxLength: Math.min(min + 1, max) };
  if (shape.type === "structure") return anyStructure(shape);
  if (shape.type === "list") return fc.array(anyOf(shape.member?.shape ?? ""), length);
  if (shape.type === "map") {
    const pair = fc.tuple(anyOf(shape.key?.shape ?? "") as fc.Arbitrary<string>, anyOf(shape.value?.shape ?? ""));
    return fc.array(pair, length).map((pairs) => Object.fromEntries(pairs));
  }
  if (shape.type === "boolean") return fc.boolean();
  if (shape.type === "string" || shape.type === "blob") return fc.constant("x".repeat(min));
  return fc.constant(Math.max(min, 1));
}

function anyStructure({ members = {}, required = [] }: Shape): fc.Arbitrary<object> {
  const parts = Object.entries(members).map(([name, member]): [string, fc.Arbitrary<unknown>] => [
    name,
    anyOf(member.shape),
  ]);
  return fc.record(Object.fromEntries(parts), { requiredKeys: [...required] });
}
