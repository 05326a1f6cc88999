import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import schema from "../packages/azureml/schema.data.json" with { type: "json" };
import type { Member, ObjectShape } from "../packages/azureml/src/service-model.ts";

const python = process.env["SWITCHYARD_PYTHON_AZUREML"] || "";
const note = python === "" ? " (skipped: SWITCHYARD_PYTHON_AZUREML names no Python)" : "";

interface Answer {
  readonly apiVersion: string;
  readonly objects: Readonly<Record<string, Readonly<Record<string, { readOnly: boolean; fraction: boolean }>>>>;
}

const objects = schema.objects as unknown as Readonly<Record<string, ObjectShape>>;

describe.skipIf(python === "")(`the types of Azure as azure-ai-ml's own client has them${note}`, () => {
  let answer: Answer = { apiVersion: "", objects: {} };

  beforeAll(() => {
    const script = fileURLToPath(new URL("azureml-models.py", import.meta.url));
    const input = JSON.stringify({ objects: Object.keys(objects) });
    const finished = spawnSync(python, [script], { input, encoding: "utf8" });
    if (finished.status !== 0) throw new Error(`azureml-models.py ended with ${finished.status}:\n${finished.stderr}`);
    answer = JSON.parse(finished.stdout) as Answer;
  });

  it("are of the version that plans are made for", () => {
    expect(answer.apiVersion).toBe("2025-12-01");
    expect(Object.keys(objects).filter((name) => !(name in answer.objects))).toEqual([]);
  });

  it.each(Object.keys(objects))(
    "%s has the same members, and the same of them are told by the service only",
    (name) => {
      const theirs = answer.objects[name] ?? {};
      const ours = membersOf(name);
      expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
      for (const [key, member] of Object.entries(ours)) {
        expect([key, member.readOnly ?? false]).toEqual([key, theirs[key]?.readOnly]);
        expect([key, member.type === "number"]).toEqual([key, theirs[key]?.fraction]);
      }
    },
  );
});

/** An object's members as of 2025-12-01, those of the object that it is a variant of included. */
function membersOf(name: string): Readonly<Record<string, Member>> {
  const base = Object.values(objects).find(({ variants }) => Object.values(variants ?? {}).includes(name));
  const shape = objects[name];
  const discriminator = shape?.discriminator;
  const all: Readonly<Record<string, Member>> = {
    ...base?.members,
    ...shape?.members,
    ...(discriminator === undefined ? {} : { [discriminator]: { type: "string" } }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, { since = "" }]) => since <= "2025-12-01"));
}
