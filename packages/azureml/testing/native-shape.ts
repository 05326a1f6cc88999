import type { NativeShape } from "@switchyard/core/conformance";
import schema from "../schema.data.json" with { type: "json" };
import type { Member, ObjectShape, Shape } from "../src/service-model.ts";

type Members = Readonly<Record<string, Member>>;

/** Azure's types of a command job's `properties` in the conformance kit's words. */
export const nativeShape = membersOf({
  ...objectNamed("JobBaseProperties").members,
  ...objectNamed("CommandJob").members,
});

function objectNamed(name = ""): ObjectShape {
  const shape = schema.objects[name];
  if (shape === undefined) throw new RangeError(`The model has no object ${name}.`);
  return shape;
}

/** What only the service says is no part of a request. */
function membersOf(members: Members): NativeShape {
  const own = Object.entries(members).filter(([, { readOnly }]) => readOnly !== true);
  return {
    kind: "object",
    members: () => Object.fromEntries(own.map(([name, member]) => [name, shapeOf(member)])),
    required: own.filter(([, { required }]) => required === true).map(([name]) => name),
  };
}

/** An object with a discriminator is one of its variants. */
function objectOf({ members, discriminator, variants = {} }: ObjectShape): NativeShape {
  if (discriminator === undefined) return membersOf(members);
  const wordOf = (word: string): Members => ({ [discriminator]: { type: "string", enum: [word], required: true } });
  return {
    kind: "choice",
    of: Object.entries(variants).map(([word, name]) =>
      membersOf({ ...members, ...objectNamed(name).members, ...wordOf(word) }),
    ),
  };
}

function shapeOf({ type, item, value, ref, ...limits }: Shape): NativeShape {
  if (type === "object") return objectOf(objectNamed(ref));
  if (type === "list") return { kind: "list", item: item === undefined ? { kind: "any" } : shapeOf(item) };
  if (type === "map") return { kind: "map", value: value === undefined ? { kind: "any" } : shapeOf(value) };
  if (type === "boolean" || type === "any") return { kind: type };
  const bounds = {
    ...(limits.min === undefined ? {} : { min: limits.min }),
    ...(limits.max === undefined ? {} : { max: limits.max }),
  };
  if (type !== "string") return { kind: type, ...bounds };
  const { pattern } = limits;
  return {
    kind: "text",
    ...bounds,
    ...(limits.enum === undefined ? {} : { words: limits.enum }),
    ...(pattern === undefined ? {} : { fits: (text: string) => new RegExp(pattern).test(text) }),
  };
}

/** Texts in Azure's forms, two of each. */
export const nativeTexts: readonly string[] = ["one", "two"].flatMap((name) => [
  name === "one" ? "PT1H" : "PT2H",
  `0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5${name === "one" ? "f" : "0"}`,
  name === "one" ? "8g" : "16g",
  `azureml://registries/mine/components/${name}/versions/1`,
]);
