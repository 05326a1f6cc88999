import { createTrainingPlatform } from "@switchyard/core";
import { conformanceChecks } from "@switchyard/core/conformance";
import { expect, it } from "vitest";
import { overridePairs } from "../testing/override-pairs.ts";
import { known, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { checkRequest } from "./schema.ts";
import { sagemakerDriver } from "./training/driver.ts";

const checks = conformanceChecks({
  make: (settings, host) => createTrainingPlatform<"sagemaker">(sagemakerDriver(resolve(settings)), host),
  settings: known,
  // A machine without an instance store, so that the size of the disk counts.
  spec: { resources: { accelerator: "V100-16GB" } },
  coverage,
  overrides: overridePairs,
  // Who starts the ranks is the launcher's matter, but for the image's own toolkit.
  byLauncher: ["launch.kind"],
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

it.each(checks)("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
