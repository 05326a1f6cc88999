import { createPlanningPlatform } from "@switchyard/core";
import { conformanceChecks, type ConformanceCheck } from "@switchyard/core/conformance";
import { expect, it } from "vitest";
import { nativeShape, nativeTexts } from "../testing/native-shape.ts";
import { overridePairs } from "../testing/override-pairs.ts";
import { known, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { checkRequest } from "./schema.ts";
import { sagemakerTranslator } from "./training/translator.ts";

const named = (checks: readonly ConformanceCheck[]) => checks.map(({ name, run }) => [name, run] as const);

/** A seeded sample in every run; `npm run conformance -- --full` asks for all of them. */
const sample = process.env["SWITCHYARD_CONFORMANCE"] === "full" ? { faults: 400 } : { leaves: 60, faults: 60 };

const checks = conformanceChecks({
  make: (settings, host) => createPlanningPlatform<"sagemaker">(sagemakerTranslator(resolve(settings)), host),
  settings: known,
  // A machine without an instance store, so that the size of the disk counts.
  spec: { resources: { accelerator: "V100-16GB" } },
  coverage,
  overrides: overridePairs,
  // Who starts the ranks is the launcher's matter, but for the image's own toolkit.
  byLauncher: ["launch.kind"],
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
    "resources.disk",
    "environment.transformers",
    "environment.image",
    "environment.secrets",
    "inputs",
    "outputs.store",
    "platforms",
  ],
  schemaProblems: ({ requests }) =>
    requests.flatMap(({ operation, body }, index) => checkRequest(operation, body, `/requests/${index}/body`)),
});

it.each(named(checks))("%s", async (_name, run) => expect(await run()).toBeUndefined());
