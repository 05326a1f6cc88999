import { createPlanningPlatform, type SpecPath, type TrainerSpec } from "@switchyard/core";
import { conformanceChecks, type ConformanceCheck } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import schema from "../schema.data.json" with { type: "json" };
import { nativeShape, nativeTexts } from "../testing/native-shape.ts";
import { overridePairs } from "../testing/override-pairs.ts";
import { image, known, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { leavesOf } from "@switchyard/core/platform";
import { checkRequest } from "./schema.ts";
import type { Field } from "./service-model.ts";
import { vertexTranslator } from "./training/translator.ts";

const named = (checks: readonly ConformanceCheck[]) => checks.map(({ name, run }) => [name, run] as const);

/** A seeded sample in every run; `npm run conformance -- --full` asks for all of them. */
const sample = process.env["SWITCHYARD_CONFORMANCE"] === "full" ? { faults: 400 } : { leaves: 60, faults: 60 };

const lifts: readonly SpecPath[] = [
  "name",
  "resources.accelerator",
  "resources.acceleratorsPerNode",
  "resources.nodes",
  "resources.spot",
  "resources.maxRuntime",
  "resources.disk",
  "environment.image",
  "environment.secrets",
  "inputs",
  "outputs.store",
  "platforms",
];

const checksOf = (spec: Partial<TrainerSpec>, lifted: readonly SpecPath[] = lifts) =>
  conformanceChecks({
    make: (settings, host) => createPlanningPlatform<"vertex">(vertexTranslator(resolve(settings)), host),
    settings: known,
    spec,
    coverage,
    pairs: {
      "environment.transformers": [
        ["4", "5"],
        ["4.48", "4.57"],
      ],
      inputs: [
        [{ a: "gs://data/x/" }, { a: "gs://data/y/" }],
        [{ a: "gs://data/x/" }, { b: "gs://data/x/" }],
        [{ a: "gs://data/x/" }, { a: "gs://data/x/", b: "gs://data/y/" }],
      ],
      "outputs.store": [
        ["gs://models/x", "gs://models/y"],
        [undefined, "gs://models/x"],
      ],
    },
    overrides: overridePairs,
    nativeShape,
    nativeTexts,
    sample,
    lifts: lifted,
    schemaProblems: ({ requests }) =>
      requests.flatMap(({ operation, body }, index) => checkRequest(operation, body, `/requests/${index}/body`)),
  });

describe("in an image of Hugging Face's", () => {
  const spec: Partial<TrainerSpec> = { resources: { accelerator: "L4" }, environment: { transformers: "4.48" } };
  const checks = checksOf(spec, [...lifts, "environment.transformers"]);
  it.each(named(checks))("%s", async (_name, run) => expect(await run()).toBeUndefined());
});

describe("on several nodes, in an image of the user's", () => {
  const spec: Partial<TrainerSpec> = { resources: { accelerator: "L4", nodes: 2 }, environment: { image } };
  // Arguments are in the bundle, whatever the image is. Beside an image a release only says how they are checked.
  const checks = checksOf(spec).filter(
    ({ name }) => !/^(?:in a search, )?(?:args\.|environment\.transformers )/.test(name),
  );
  it.each(named(checks))("%s", async (_name, run) => expect(await run()).toBeUndefined());
});

it("the overrides hold unlike values of every member that Google's definition has", () => {
  const varied = new Set(overridePairs.flatMap(([one, other]) => unlikeMembers(one, other)));
  expect(membersOf("CustomJob").filter((member) => !varied.has(member))).toEqual([]);
});

/** Members of a message that a request may hold, at every depth: `jobSpec.workerPoolSpecs.nfsMounts.path`. */
function membersOf(message: string): readonly string[] {
  return Object.entries<Field>(schema.messages[message] ?? {})
    .filter(([, { readOnly }]) => readOnly !== true)
    .flatMap(([name, { type }]) => {
      const inner = membersOf(type);
      return inner.length === 0 ? [name] : inner.map((member) => `${name}.${member}`);
    });
}

/** Members that are not the same in both; a list's position and a label's key are none. */
function unlikeMembers(one: object, other: object): readonly string[] {
  const [first, second] = [one, other].map(
    (value) => new Map(leavesOf(value).map((leaf) => [leaf.pointer, leaf.value])),
  );
  const pointers = new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])]);
  return [...pointers]
    .filter((pointer) => first?.get(pointer) !== second?.get(pointer))
    .map((pointer) =>
      pointer
        .slice(1)
        .replace(/^labels\/.*/, "labels")
        .replace(/\/\d+(?=\/|$)/g, "")
        .replaceAll("/", "."),
    );
}
