import { createPlanningPlatform, type SpecPath } from "@switchyard/core";
import { conformanceChecks, type PlatformUnderTest } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { jobPairs, manifestPairs, trainPairs } from "../testing/override-pairs.ts";
import { known, onCloud, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { checkRequest } from "./schema.ts";
import type { RaySettings } from "./settings.ts";
import { rayTranslator } from "./training/translator.ts";

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
  "platforms",
];

const checksWith = (settings: RaySettings, more: Partial<PlatformUnderTest<RaySettings>>) =>
  conformanceChecks({
    make: (given, host) => createPlanningPlatform<"ray">(rayTranslator(resolve(given)), host),
    settings,
    coverage,
    schemaProblems: ({ requests }) =>
      requests.flatMap(({ operation, body }, index) => checkRequest(operation, body, `/requests/${index}/body`)),
    ...more,
  });

const onManifests: readonly SpecPath[] = [
  "resources.spot",
  "resources.maxRuntime",
  "resources.disk",
  "environment.image",
];

describe("a submission", () => {
  const overrides = [...jobPairs, ...trainPairs];
  it.each(checksWith(known, { overrides, lifts: [...lifts, "environment.requirements"] }))("$name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});

describe.each(["gke", "eks", "aks", "other"] as const)("a manifest for %s", (cluster) => {
  // The driver installs requirements, from the launch file.
  const byLauncher = ["environment.requirements"] as const;
  const overrides = [...manifestPairs, ...trainPairs];
  const checks = checksWith(onCloud(cluster), { overrides, byLauncher, lifts: [...lifts, ...onManifests] });
  // Arguments are in the bundle, whatever the cluster is: one cluster tells.
  it.each(checks.filter(({ name }) => cluster === "gke" || !name.startsWith("args.")))("$name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
