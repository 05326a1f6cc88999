import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputOf, jobOf, known, resolve } from "../../testing/plan.ts";
import { lift } from "./lift.ts";
import { translate } from "./translate.ts";
import { translateTuning } from "./tuning.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

describe("a job of a plan", () => {
  const specs = fc.record(
    {
      name: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,30}$/),
      resources: fc
        .record({
          machine: fc.constantFrom(
            ["T4", 1] as const,
            ["A100-80GB", 8] as const,
            ["H100", 8] as const,
            ["V100-16GB", 4] as const,
          ),
          nodes: fc.integer({ min: 1, max: 9 }),
          spot: fc.constantFrom(true, undefined),
          maxRuntimeSeconds: fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: undefined }),
        })
        .map(({ machine: [accelerator, acceleratorsPerNode], ...others }) => ({
          accelerator,
          acceleratorsPerNode,
          ...others,
        })),
      inputs: fc.dictionary(
        fc.stringMatching(/^[a-z]\w{0,8}$/),
        fc.constantFrom(
          "azureml://datastores/a/paths/x/",
          "azureml://data/words/versions/3",
          "https://a.blob.core.windows.net/c/b.csv",
        ),
        { minKeys: 1, maxKeys: 3 },
      ),
      outputs: fc.record(
        {
          store: fc.constantFrom("azureml://datastores/a/paths/m", "azureml://datastores/b/paths/n/o"),
          checkpoints: fc.constantFrom("azureml://datastores/a/paths/checkpoints", "hf://acme/kept"),
        },
        { requiredKeys: ["store"] },
      ),
      environment: fc.record({
        image: fc.constantFrom(
          "me.io/a:1",
          "azureml:e:3",
          "A/b_c@sha256:0f",
          "azureml://registries/r/environments/e/versions/1",
        ),
      }),
      platforms: fc.record({
        azureml: fc.constantFrom({ description: "mine" }, { tags: { a: "b" } }, { resources: { shmSize: "1g" } }),
      }),
    },
    { requiredKeys: ["name", "resources"] },
  );

  it("keeps every field that is mapped, through lift and plan and lift", () => {
    fc.assert(
      fc.property(specs, ({ resources: { maxRuntimeSeconds, spot, ...resources }, ...spec }) => {
        const runtime = maxRuntimeSeconds === undefined ? {} : { maxRuntimeSeconds };
        const input = inputOf(spec as Partial<TrainerSpec>, { ...resources, ...runtime, spot: spot ?? false });
        const first = translate(input, resolve(known));
        const back = lifted(first.requests.at(-1)).spec;
        expect(back).toMatchObject({ ...spec, resources: { ...resources, ...(spot === undefined ? {} : { spot }) } });
        const again = translate({ ...input, spec: { ...back, name: input.spec.name } }, resolve(known));
        expect(jobOf(again)).toEqual(jobOf(first));
      }),
      { numRuns: 150 },
    );
  });

  it("is known by its launcher: its script is in the bundle, and the plan says so", () => {
    const plan = translate(inputOf({}), resolve({}));
    const { diagnostics } = lifted(plan.requests.at(-1));
    expect(diagnostics.filter(({ severity }) => severity === "warning").map(({ path }) => path)).toEqual([
      "properties.command",
      "properties.codeId",
    ]);
  });

  it("of a search becomes the spec that was searched", () => {
    const study = {
      objective: { metric: "eval_loss", goal: "minimize" },
      trials: 4,
      space: { learning_rate: { min: 0.1, max: 0.2 } },
    } as const;
    const plan = translateTuning(
      { ...inputOf({}, { accelerator: "T4", maxRuntimeSeconds: 60 }), study },
      resolve(known),
    );
    expect(lifted(plan.requests.at(-1)).spec.resources).toEqual({
      accelerator: "T4",
      acceleratorsPerNode: 1,
      nodes: 1,
      maxRuntime: "1m",
    });
  });
});
