import { beforeAll, describe, expect, it } from "vitest";
import schema from "../packages/vertex/schema.data.json" with { type: "json" };
import type { Field } from "../packages/vertex/src/service-model.ts";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python, note } = pythonOf("SWITCHYARD_PYTHON_VERTEX");

interface Member {
  readonly type: string;
  readonly list: boolean;
  readonly map: boolean;
  readonly oneof: string | null;
}

interface Answer {
  readonly messages: Readonly<Record<string, Readonly<Record<string, Member>>>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = schema.messages;

/** What proto JSON writes as one value. */
const written: Readonly<Record<string, string>> = {
  "google.protobuf.Duration": "duration",
  "google.protobuf.Timestamp": "timestamp",
  "google.protobuf.Int32Value": "int32",
  "google.protobuf.Int64Value": "int64",
  "google.protobuf.DoubleValue": "double",
  "google.protobuf.BoolValue": "bool",
  "google.protobuf.StringValue": "string",
  "google.protobuf.Value": "any",
  "google.protobuf.Struct": "any",
};

describe.skipIf(python === undefined)(`Google's definition as google-cloud-aiplatform has it${note}`, () => {
  let answer: Answer = { messages: {}, enums: {} };

  beforeAll(() => {
    const question = { messages: Object.keys(messages), enums: Object.keys(schema.enums) };
    answer = askPython<Answer>(python ?? "", "vertex-models.py", question);
  });

  it.each(Object.keys(messages))("%s has the same members of the same types", (name) => {
    const ours = Object.entries(messages[name] ?? {});
    const theirs = answer.messages[name] ?? {};
    expect(ours.map(([member]) => member).sort()).toEqual(Object.keys(theirs).sort());
    // What only the service tells is refused whole, and is kept without its type.
    const sent = ours.filter(([, { readOnly }]) => readOnly !== true);
    for (const [member, { type, list = false, map = false, oneof = null }] of sent) {
      const their = theirs[member];
      expect([member, { type, list, map, oneof }]).toEqual([
        member,
        their === undefined ? undefined : { ...their, type: written[their.type] ?? their.type },
      ]);
    }
  });

  it.each(Object.keys(schema.enums))("%s has the same words", (name) => {
    expect(Object.entries(schema.enums).find(([key]) => key === name)?.[1]).toEqual(answer.enums[name]);
  });
});
