import { createPlanningPlatform, type SpecPath } from "@switchyard/core";
import { conformanceChecks, type ConformanceCheck, type PlatformUnderTest } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { nativeShapeOf, nativeTexts } from "../testing/native-shape.ts";
import { jobPairs, manifestPairs, trainPairs } from "../testing/override-pairs.ts";
import { known, onCloud, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { checkRequest } from "./schema.ts";
import type { RaySettings } from "./settings.ts";
import { rayTranslator } from "./training/translator.ts";

const manifestShape = nativeShapeOf("rayJob", "train");

/** What both forms of a job tell of its spec. */
const named = (checks: readonly ConformanceCheck[]) => checks.map(({ name, run }) => [name, run] as const);

/** A seeded sample in every run; `npm run conformance -- --full` asks for all of them. */
const sample = process.env["SWITCHYARD_CONFORMANCE"] === "full" ? { faults: 400 } : { leaves: 60, faults: 60 };

const lifts: readonly SpecPath[] = [
  "name",
  "entryPoint",
  "resources.accelerator",
  "resources.acceleratorsPerNode",
  "resources.nodes",
  "environment.variables",
  "environment.secrets",
  "outputs.store",
  "outputs.checkpoints",
  "platforms",
];

const checksWith = (settings: RaySettings, more: Partial<PlatformUnderTest<RaySettings>>) =>
  conformanceChecks({
    make: (given, host) => createPlanningPlatform<"ray">(rayTranslator(resolve(given)), host),
    settings,
    coverage,
    sample,
    nativeTexts,
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
  const checks = checksWith(known, {
    overrides,
    nativeShape: nativeShapeOf("job", "train"),
    // A cluster that exists has the images that it has.
    argumentsSpec: { environment: {} },
    lifts: [...lifts, "environment.requirements"],
  });
  it.each(named(checks))("%s", async (_name, run) => expect(await run()).toBeUndefined());
});

describe.each(["gke", "eks", "aks", "other"] as const)("a manifest for %s", (cluster) => {
  // The driver installs requirements, from the launch file.
  const byLauncher = ["environment.requirements"] as const;
  const overrides = [...manifestPairs, ...trainPairs];
  const checks = checksWith(onCloud(cluster), {
    overrides,
    // The manifest is the same on every cluster, but for a few words.
    ...(cluster === "gke" ? { nativeShape: manifestShape } : {}),
    byLauncher,
    lifts: [...lifts, ...onManifests],
  });
  // Arguments are in the bundle, whatever the cluster is: one cluster tells.
  const told = checks.filter(({ name }) => cluster === "gke" || !name.startsWith("args."));
  it.each(named(told))("%s", async (_name, run) => expect(await run()).toBeUndefined());
});
