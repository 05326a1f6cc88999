/**
 * Writes packages/core/trainer-spec.schema.json, the JSON Schema of a spec for editors and other languages, from core's
 * own schema and argument tables. `--check` only tells whether the file is fresh.
 *
 *   node --import tsx --conditions=@switchyard/source scripts/generate/trainer-spec-schema.mts [--check]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import type { ArgumentKind, ArgumentRow } from "../../packages/core/src/arguments/argument-table.ts";
import { table4 } from "../../packages/core/src/arguments/table-4.data.ts";
import { table5 } from "../../packages/core/src/arguments/table-5.data.ts";
import { trainerSpecSchema } from "../../packages/core/src/spec/schema.ts";

type Schema = Record<string, unknown>;

const file = new URL("../../packages/core/trainer-spec.schema.json", import.meta.url);
const docs = JSON.parse(readFileSync(new URL("training-arguments.docs.json", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;

const secretSource: Schema = {
  anyOf: ["env", "native"].map((key) => ({
    type: "object",
    properties: { [key]: { type: "string", minLength: 1 } },
    required: [key],
    additionalProperties: false,
  })),
};

const kinds: Readonly<Record<ArgumentKind, Schema>> = {
  string: { type: "string" },
  strings: { type: "array", items: { type: "string" } },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  false: { const: false },
  object: { type: "object" },
  null: { type: "null" },
};

/** One argument, as either major takes it: the choice of a major is the validator's, by `environment.transformers`. */
function argumentSchema(rows: readonly ArgumentRow[]): Schema {
  const types = [...new Set(rows.flatMap((row) => row.types))];
  const choices = rows.every((row) => row.choices !== undefined)
    ? [...new Set(rows.flatMap((row) => row.choices ?? []))]
    : undefined;
  const shapes = types.map((type) => (type === "string" && choices !== undefined ? { enum: choices } : kinds[type]));
  const description = docs[rows[0]?.name ?? ""];
  return {
    ...(typeof description === "string" ? { description } : {}),
    ...(shapes.length === 1 ? shapes[0] : { anyOf: shapes }),
  };
}

function argumentsSchema(): Schema {
  const rows = [...table5.rows, ...table4.rows];
  const names = [...new Set(rows.map((row) => row.name))].sort();
  const properties = Object.fromEntries(
    names.map((name) => [name, argumentSchema(rows.filter((row) => row.name === name))]),
  );
  return { type: "object", properties, additionalProperties: false };
}

function build(): string {
  const schema = toJsonSchema(trainerSpecSchema, {
    errorMode: "ignore",
    overrideSchema: ({ valibotSchema }) => (valibotSchema.type === "custom" ? secretSource : undefined),
  }) as Schema & { properties: Schema };
  const { $schema, ...shape } = schema;
  return `${JSON.stringify({ $schema, title: "Switchyard trainer spec", ...shape, properties: { ...shape.properties, args: argumentsSchema() } }, undefined, 1)}\n`;
}

const text = build();
if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
} else if (readFileSync(file, "utf8") !== text) {
  console.error("packages/core/trainer-spec.schema.json is stale: run `npm run generate`.");
  process.exitCode = 1;
}
