import type { NativeShape } from "@switchyard/core/conformance";
import schema from "../schema.data.json" with { type: "json" };
import type { Field } from "../src/service-model.ts";

/** Google's definition of a CustomJob in the conformance kit's words. What only the service says is no part of it. */
export const nativeShape = messageOf("CustomJob");

function messageOf(name: string): NativeShape {
  const fields = Object.entries<Field>(schema.messages[name] ?? {}).filter(([, { readOnly }]) => readOnly !== true);
  return {
    kind: "object",
    members: () => Object.fromEntries(fields.map(([member, field]) => [member, fieldOf(field)])),
    required: fields.filter(([, { required }]) => required === true).map(([member]) => member),
  };
}

function fieldOf({ type, list, map }: Field): NativeShape {
  const one = valueOf(type);
  if (list === true) return { kind: "list", item: one };
  return map === true ? { kind: "map", value: one } : one;
}

function valueOf(type: string): NativeShape {
  if (schema.messages[type] !== undefined) return messageOf(type);
  const words = schema.enums[type];
  if (words !== undefined) return { kind: "text", words: Object.keys(words) };
  if (type === "bool") return { kind: "boolean" };
  if (/^u?int32$/.test(type)) return { kind: "integer" };
  // Whole numbers of 64 bits and durations travel as text.
  if (/^u?int64$/.test(type)) return { kind: "text", fits: (text) => /^\d+$/.test(text) };
  if (type === "duration") return { kind: "text", fits: (text) => /^\d+s$/.test(text) };
  return type === "string" ? { kind: "text" } : { kind: "any" };
}

const project = "projects/acme-ml/locations/us-central1";

/** Texts in Google's forms, two of each. */
export const nativeTexts: readonly string[] = ["one", "two"].flatMap((name) => [
  name === "one" ? "60s" : "120s",
  `${project}/keyRings/r/cryptoKeys/${name}`,
  `gs://bucket/${name}`,
]);
