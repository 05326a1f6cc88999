import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, image, inputOf, known, plan, resolve, search } from "../../testing/plan.ts";
import { lift } from "./lift.ts";
import { translate } from "./translate.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

const warningsOf = (native: unknown) =>
  lifted(native)
    .diagnostics.filter(({ severity }) => severity === "warning")
    .map(({ path }) => path);

describe("a job of a plan", () => {
  const specs = fc.record(
    {
      name: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,30}$/),
      resources: fc
        .record({
          machine: fc.constantFrom(
            ["L4", 1] as const,
            ["T4", 4] as const,
            ["A100-80GB", 8] as const,
            ["H100", 8] as const,
            ["H200", 8] as const,
            ["TPU-v6e", 4] as const,
          ),
          nodes: fc.constantFrom(1, 2, 4, 8),
          spot: fc.constantFrom(true, undefined),
          maxRuntimeSeconds: fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: undefined }),
          diskGigabytes: fc.option(fc.integer({ min: 100, max: 64_000 }), { nil: undefined }),
        })
        .map(({ machine: [accelerator, acceleratorsPerNode], ...others }) => ({
          accelerator,
          acceleratorsPerNode,
          ...others,
        })),
      inputs: fc.dictionary(
        fc.stringMatching(/^[a-z][\w.-]{0,8}$/),
        fc.constantFrom("gs://data/x/", "gs://data/y.csv", "gs://data/$(HOME)/z", "gs://data/$$(A)"),
        { minKeys: 1, maxKeys: 3 },
      ),
      outputs: fc.record(
        {
          store: fc.constantFrom("gs://models/m", "gs://models/n/o"),
          checkpoints: fc.constantFrom("gs://kept/checkpoints", "hf://acme/kept", "s3://kept"),
        },
        { requiredKeys: ["store"] },
      ),
      environment: fc.oneof(
        fc.record(
          {
            image: fc.constantFrom("me.io/a:1", "me.io/b_c@sha256:0f"),
            secrets: fc.constantFrom({ HF_TOKEN: { env: "HF_TOKEN" } }, { A: { env: "A" }, B: { env: "B" } }),
          },
          { requiredKeys: ["image"] },
        ),
        fc.constant({ image: "europe-docker.pkg.dev/deeplearning-platform-release/gcr.io/mine" }),
      ),
      platforms: fc.record({
        vertex: fc.constantFrom(
          { labels: { team: "nlp" } },
          { jobSpec: { enableWebAccess: true } },
          { jobSpec: { scheduling: { disableRetries: true } } },
          { jobSpec: { workerPoolSpecs: [{ nfsMounts: [{ server: "10.0.0.2", path: "/v", mountPoint: "v" }] }] } },
        ),
      }),
    },
    { requiredKeys: ["name", "resources"] },
  );

  it("keeps every field that is mapped, through lift and plan and lift", () => {
    fc.assert(
      fc.property(specs, ({ resources: { maxRuntimeSeconds, diskGigabytes, spot, nodes, ...machine }, ...spec }) => {
        const resolved = {
          ...machine,
          nodes,
          spot: spot ?? false,
          ...(maxRuntimeSeconds === undefined ? {} : { maxRuntimeSeconds }),
          ...(diskGigabytes === undefined ? {} : { diskGigabytes }),
        };
        const given = { environment: { image }, ...spec } as Partial<TrainerSpec>;
        const input = inputOf(given, resolved);
        const first = translate(input, resolve(known));
        const back = lifted(first.requests[0]).spec;
        expect(back).toMatchObject({
          ...given,
          resources: {
            ...machine,
            nodes,
            ...(spot === undefined ? {} : { spot }),
            ...(diskGigabytes === undefined ? {} : { disk: `${diskGigabytes}GB` }),
          },
        });
        expect(back.outputs).toEqual(given.outputs);
        expect(back.resources?.maxRuntime === undefined).toBe(maxRuntimeSeconds === undefined);
        const again = translate({ ...input, spec: back }, resolve(known));
        expect(bodyOf(again)).toEqual(bodyOf(first));
      }),
      { numRuns: 200 },
    );
  });

  it("in an image of Hugging Face's says the release, by which a plan chooses the image again", () => {
    const first = plan({ environment: { transformers: "4" } });
    const back = lifted(first.requests[0]).spec;
    expect(back.environment).toEqual({ transformers: "4.48.0" });
    expect(plan(back).image).toBe(first.image);
  });

  it("whose output was overridden keeps that folder", () => {
    const baseOutputDirectory = { outputUriPrefix: "gs://acme/elsewhere" };
    const planned = bodyOf(plan({ platforms: { vertex: { jobSpec: { baseOutputDirectory } } } }));
    expect(lifted(planned).spec.outputs).toEqual({ store: "gs://acme/elsewhere" });
  });

  it("keeps a name that looks as if a run had made it", () => {
    expect(lifted(plan({ name: "a-0a0b0c0d-b-2" }).requests[0]).spec.name).toBe("a-0a0b0c0d-b-2");
  });

  it("is known by its launcher: its script is in the bundle, and the lift says so", () => {
    const [request] = plan({}, {}).requests;
    const places = ["command", "args"].map((name) => `jobSpec.workerPoolSpecs[0].containerSpec.${name}`);
    expect(warningsOf(request)).toEqual(places);
    const clustered = plan({ resources: { accelerator: "L4", nodes: 2 } });
    expect(warningsOf(bodyOf(clustered))).toEqual(places);
  });

  it("on several nodes that never retries says nothing of restarts", () => {
    const platforms = { vertex: { jobSpec: { scheduling: { disableRetries: true } } } };
    const back = lifted(bodyOf(plan({ resources: { accelerator: "L4", nodes: 2 }, platforms })));
    expect(back.spec.platforms).toEqual(platforms);
    expect(back.diagnostics.filter(({ path }) => path.includes("restart"))).toEqual([]);
  });

  it("of a search becomes the spec that was searched", () => {
    const found = search(
      { resources: { accelerator: "T4" }, platforms: { vertex: { labels: { team: "nlp" } } } },
      {
        objective: { metric: "eval_loss", goal: "minimize" },
        trials: 4,
        space: { learning_rate: { min: 0.1, max: 0.2 } },
      },
    );
    expect(lifted(found.requests[0]).spec).toMatchObject({
      name: "bert-imdb",
      resources: { accelerator: "T4", acceleratorsPerNode: 1 },
      platforms: { vertex: { labels: { team: "nlp" } } },
    });
  });
});
