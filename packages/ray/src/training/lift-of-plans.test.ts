import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputOf, known, onCloud, resolve } from "../../testing/plan.ts";
import type { RaySettings } from "../settings.ts";
import { lift } from "./lift.ts";
import { translate } from "./translate.ts";
import { translateTuning } from "./tuning.ts";

const machines = fc.constantFrom(
  ["cpu", 2] as const,
  ["T4", 4] as const,
  ["A100-80GB", 8] as const,
  ["H100", 8] as const,
);

const common = {
  name: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,20}$/),
  entryPoint: fc.constantFrom("train.py", "src/run.py"),
  resources: fc
    .record({ machine: machines, nodes: fc.integer({ min: 1, max: 9 }) })
    .map(({ machine: [accelerator, acceleratorsPerNode], nodes }) => ({ accelerator, acceleratorsPerNode, nodes })),
  outputs: fc.record({ store: fc.constantFrom("s3://other/x", "gs://b/y", "file:///mnt/z") }),
};

const variables = fc.dictionary(
  fc.stringMatching(/^[B-Z][A-Z0-9_]{0,8}$/).filter((name) => !/KEY|TOKEN|SECRET|PASS|CRED/.test(name)),
  fc.string(),
  {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  },
);

const submitted = fc.record(
  {
    ...common,
    environment: fc.record(
      {
        requirements: fc.constant("requirements.txt"),
        variables,
        secrets: fc.constant({ A_TOKEN: { env: "A_TOKEN" } }),
      },
      { requiredKeys: ["variables"] },
    ),
    platforms: fc.record({
      ray: fc.record({
        job: fc.constantFrom({ metadata: { team: "nlp" } }, { runtime_env: { config: { setup_timeout_seconds: 3 } } }),
      }),
    }),
  },
  { requiredKeys: ["name", "entryPoint", "resources"] },
);

const manifested = fc.record(
  {
    ...common,
    environment: fc.record(
      {
        image: fc.constantFrom("me.io/a:1", "b@sha256:0f"),
        variables,
        secrets: fc.constantFrom({ A_TOKEN: { env: "A_TOKEN" } }, { B: { native: "hub/token" } }),
      },
      { requiredKeys: ["image"] },
    ),
    platforms: fc.record({
      ray: fc.record({
        rayJob: fc.constantFrom({ spec: { backoffLimit: 2 } }, { metadata: { annotations: { a: "b" } } }),
      }),
    }),
  },
  { requiredKeys: ["name", "entryPoint", "resources", "environment"] },
);

/** A spec, planned, lifted and planned again. */
function roundTrip(spec: Partial<TrainerSpec>, settings: RaySettings) {
  const input = inputOf(spec);
  const first = translate(input, resolve(settings)).requests;
  const back = lift(first[0], resolve(settings)).spec;
  return { first, back, again: translate({ ...input, spec: back }, resolve(settings)).requests };
}

describe("a job of a plan", () => {
  it("keeps every field that is mapped, as a submission", () => {
    fc.assert(
      fc.property(submitted, (spec) => {
        const { first, back, again } = roundTrip(spec as Partial<TrainerSpec>, known);
        expect(back).toMatchObject(spec);
        expect(again).toEqual(first);
      }),
      { numRuns: 150 },
    );
  });

  it.each(["gke", "eks", "aks", "other"] as const)(
    "keeps every field that is mapped, as a manifest for %s",
    (cluster) => {
      fc.assert(
        fc.property(manifested, (spec) => {
          const { first, back, again } = roundTrip(spec as Partial<TrainerSpec>, onCloud(cluster));
          expect(back).toMatchObject(spec);
          expect(again).toEqual(first);
        }),
        { numRuns: 60 },
      );
    },
  );

  it("keeps spot, time and disk, which only a manifest says", () => {
    const resources = { accelerator: "T4", acceleratorsPerNode: 4, nodes: 2, spot: true } as const;
    const input = inputOf({}, { ...resources, maxRuntimeSeconds: 90, diskGigabytes: 70 });
    const manifest = translate(input, resolve(onCloud("gke"))).requests[0];
    expect(lift(manifest, resolve(onCloud("gke"))).spec.resources).toEqual({
      ...resources,
      maxRuntime: "90s",
      disk: "70GB",
    });
  });

  it("is known by its driver: its arguments are in the bundle, and the plan says so", () => {
    const plan = translate(inputOf({}), resolve(known));
    expect(lift(plan.requests[0], resolve(known)).diagnostics.map(({ path }) => path)).toEqual([
      "entrypoint",
      "runtime_env.working_dir",
    ]);
  });

  it("of a search becomes the spec that was searched", () => {
    const study = {
      objective: { metric: "eval_loss", goal: "minimize" },
      trials: 4,
      space: { learning_rate: { min: 0.1, max: 0.2 } },
    } as const;
    const plan = translateTuning({ ...inputOf({}, { accelerator: "T4" }), study }, resolve(known));
    const { spec } = lift(plan.requests[0], resolve(known));
    expect(spec).toEqual({
      name: "bert-imdb",
      source: ".",
      entryPoint: "train.py",
      resources: { accelerator: "T4", acceleratorsPerNode: 1, nodes: 1 },
    });
  });
});
