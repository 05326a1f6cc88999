import type { NativeShape } from "@switchyard/core/conformance";
import schema from "../schema.data.json" with { type: "json" };
import type { Shape } from "../src/service-model.ts";

/** Amazon's model of CreateTrainingJob in the conformance kit's words. */
export const nativeShape = shapeOf("CreateTrainingJobRequest");

function shapeOf(name: string): NativeShape {
  const shape: Shape | undefined = schema.shapes[name];
  if (shape === undefined) throw new RangeError(`The model has no shape ${name}.`);
  const { type, member, value, members = {}, required = [], ...limits } = shape;
  if (type === "structure")
    return {
      kind: "object",
      members: () => Object.fromEntries(Object.entries(members).map(([key, inner]) => [key, shapeOf(inner.shape)])),
      required,
    };
  if (type === "list") return { kind: "list", item: shapeOf(member?.shape ?? ""), ...boundsOf(limits) };
  if (type === "map") return { kind: "map", value: shapeOf(value?.shape ?? "") };
  if (type === "boolean") return { kind: "boolean" };
  if (type === "integer" || type === "long") return { kind: "integer", ...boundsOf(limits) };
  if (type === "float" || type === "double") return { kind: "number", ...boundsOf(limits) };
  if (type !== "string") return { kind: "any" };
  return {
    kind: "text",
    ...boundsOf(limits),
    ...(limits.enum === undefined ? {} : { words: limits.enum }),
    ...(limits.pattern === undefined ? {} : { fits: matches(limits.pattern) }),
  };
}

const boundsOf = ({ min, max }: Pick<Shape, "min" | "max">): { readonly min?: number; readonly max?: number } => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

/** Amazon's patterns match the whole text, and know `\\p{Alnum}`. */
function matches(source: string): (text: string) => boolean {
  const pattern = new RegExp(
    `^(?:${source.replaceAll("\\p{Alnum}", "a-zA-Z0-9")})$`,
    /\\p\{/.test(source.replaceAll("\\p{Alnum}", "")) ? "u" : "s",
  );
  return (text) => pattern.test(text);
}

const account = "us-east-1:111122223333";

/** Texts in Amazon's forms, two of each. */
export const nativeTexts: readonly string[] = ["one", "two"].flatMap((name) => [
  `arn:aws:iam::111122223333:role/${name}`,
  `arn:aws:sagemaker:${account}:training-plan/${name}`,
  `arn:aws:sagemaker:${account}:algorithm/${name}`,
  `arn:aws:sagemaker:${account}:mlflow-tracking-server/${name}`,
  `arn:aws:sagemaker:${account}:model-package-group/${name}`,
  `arn:aws:sagemaker:us-east-1:aws:hub-content/${name}/Model/${name}/1`,
  `arn:aws:sagemaker:us-east-1:aws:hub-content/${name}/JsonDoc/${name}/1`,
  `arn:aws:lambda:${account}:function:${name}`,
  `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`,
  `arn:aws:sagemaker:us-east-1:aws:hub-content/${name}/DataSet/${name}`,
  `arn:aws:sagemaker:us-east-1:aws:hub-content/${name}/Model/${name}`,
  `arn:aws:sagemaker:${account}:model-package/${name}`,
  name === "one" ? "4K" : "8K",
  `sg-0a1b2c3d-${name}`,
  `fs-0a1b2c3${name === "one" ? "d" : "e"}`,
  `${name}=(.*)`,
]);
