import { createPlanningPlatform, type SpecPath } from "@switchyard/core";
import { conformanceChecks } from "@switchyard/core/conformance";
import { describe, it } from "vitest";
import { known, onCloud, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import type { RayTraining } from "./native-types.ts";
import { checkRequest } from "./schema.ts";
import type { RaySettings } from "./settings.ts";
import { rayTranslator } from "./training/translator.ts";

const overrides: readonly (readonly [RayTraining, RayTraining])[] = [
  [{}, { train: { failure_config: { max_failures: 3 } } }],
];

/** What both forms of a job tell of its spec. */
const lifts: readonly SpecPath[] = [
  "name",
  "entryPoint",
  "resources.accelerator",
  "resources.acceleratorsPerNode",
  "resources.nodes",
  "environment.variables",
  "environment.secrets",
  "outputs.store",
];

const checksWith = (settings: RaySettings, more: readonly SpecPath[]) =>
  conformanceChecks({
    make: (given, host) => createPlanningPlatform<"ray">(rayTranslator(resolve(given)), host),
    settings,
    coverage,
    overrides,
    lifts: [...lifts, ...more],
    schemaProblems: ({ requests }) =>
      requests.flatMap(({ operation, body }, index) => checkRequest(operation, body, `/requests/${index}/body`)),
  });

describe("a submission", () => {
  it.each(checksWith(known, ["environment.requirements"]))("$name", ({ run }) => run());
});

describe("a manifest for GKE", () => {
  it.each(
    checksWith(onCloud("gke"), ["resources.spot", "resources.maxRuntime", "resources.disk", "environment.image"]),
  )("$name", ({ run }) => run());
});
