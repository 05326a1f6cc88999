import { createPlanningPlatform } from "@switchyard/core";
import { conformanceChecks, type ConformanceCheck } from "@switchyard/core/conformance";
import { expect, it } from "vitest";
import { nativeShape, nativeTexts } from "../testing/native-shape.ts";
import { overridePairs } from "../testing/override-pairs.ts";
import { known, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { checkRequest } from "./schema.ts";
import { azuremlTranslator } from "./training/translator.ts";

const named = (checks: readonly ConformanceCheck[]) => checks.map(({ name, run }) => [name, run] as const);

/** A seeded sample in every run; `npm run conformance -- --full` asks for all of them. */
const sample = process.env["SWITCHYARD_CONFORMANCE"] === "full" ? { faults: 400 } : { leaves: 60, faults: 60 };

const checks = conformanceChecks({
  make: (settings, host) => createPlanningPlatform<"azureml">(azuremlTranslator(resolve(settings)), host),
  settings: known,
  coverage,
  pairs: {
    inputs: [
      [{ a: "azureml://data/x/versions/1" }, { a: "azureml://data/x/versions/2" }],
      [{ a: "azureml://datastores/a/paths/x/" }, { b: "azureml://datastores/a/paths/x/" }],
    ],
    "outputs.store": [["azureml://datastores/a/paths/x", "azureml://datastores/a/paths/y"]],
  },
  overrides: overridePairs,
  nativeShape,
  nativeTexts,
  sample,
  lifts: [
    "name",
    "resources.accelerator",
    "resources.acceleratorsPerNode",
    "resources.nodes",
    "resources.spot",
    "resources.maxRuntime",
    "environment.image",
    "inputs",
    "outputs.store",
    "platforms",
  ],
  schemaProblems: ({ requests }) =>
    requests.flatMap(({ operation, body }, index) =>
      checkRequest(
        operation,
        (body as { properties: object }).properties,
        resolve(known).apiVersion,
        `/requests/${index}/body/properties`,
      ),
    ),
});

it.each(named(checks))("%s", async (_name, run) => expect(await run()).toBeUndefined());
