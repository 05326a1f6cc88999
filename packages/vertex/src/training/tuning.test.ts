import type { Study, TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { bodyOf, image, problems, search } from "../../testing/plan.ts";
import { leavesOf } from "@switchyard/core/platform";

const study: Study = {
  objective: { metric: "eval_accuracy", goal: "maximize" },
  trials: 12,
  parallel: 3,
  space: {
    learning_rate: { min: 1e-5, max: 1e-3, scale: "log" },
    num_train_epochs: { min: 1, max: 4 },
    optim: ["adamw_torch", "adafactor"],
    per_device_train_batch_size: [16, 8],
    warmup_steps: { min: 0.5, max: 100 },
  },
};

const spec: Partial<TrainerSpec> = {
  environment: { image, secrets: { HF_TOKEN: { env: "HF_TOKEN" } } },
  resources: { accelerator: "L4", nodes: 2 },
};

const plan = (change: Partial<Study> = {}, of = spec) => search(of, { ...study, ...change });

const parametersOf = (space: Study["space"], change: Partial<Study> = {}) =>
  bodyOf(plan({ ...change, space }))?.studySpec.parameters;

describe("a search on Vertex AI", () => {
  it("is a hyperparameter tuning job whose trial is the training job", () => {
    const translation = plan();
    expect(translation.requests).toHaveLength(1);
    expect(translation.requests[0]).toMatchObject({
      step: "search",
      operation: "projects.locations.hyperparameterTuningJobs.create",
      target:
        "https://us-central1-aiplatform.googleapis.com/v1/projects/acme-ml/locations/us-central1/hyperparameterTuningJobs",
    });
    const { trialJobSpec, ...shared } = bodyOf(translation) ?? {};
    expect(shared).toEqual({
      displayName: "bert-imdb-01234567-1-1",
      labels: {
        "switchyard-key": "0123456789abcdef0123456789abcdef",
        "switchyard-run": "1",
        "switchyard-attempt": "1",
      },
      maxTrialCount: 12,
      parallelTrialCount: 3,
      studySpec: {
        metrics: [{ metricId: "eval_accuracy", goal: "MAXIMIZE" }],
        parameters: [
          {
            parameterId: "learning_rate",
            doubleValueSpec: { minValue: 1e-5, maxValue: 1e-3 },
            scaleType: "UNIT_LOG_SCALE",
          },
          {
            parameterId: "num_train_epochs",
            doubleValueSpec: { minValue: 1, maxValue: 4 },
            scaleType: "UNIT_LINEAR_SCALE",
          },
          { parameterId: "optim", categoricalValueSpec: { values: ["adamw_torch", "adafactor"] } },
          {
            parameterId: "per_device_train_batch_size",
            discreteValueSpec: { values: [8, 16] },
            scaleType: "UNIT_LINEAR_SCALE",
          },
          {
            parameterId: "warmup_steps",
            doubleValueSpec: { minValue: 0.5, maxValue: 100 },
            scaleType: "UNIT_LINEAR_SCALE",
          },
        ],
      },
    });
    expect(trialJobSpec).toMatchObject({
      workerPoolSpecs: [{ replicaCount: "1" }, { replicaCount: "1" }],
      baseOutputDirectory: { outputUriPrefix: "gs://acme/switchyard/runs/bert-imdb-01234567-1-1" },
    });
    expect(problems(translation)).toEqual([
      "warning readable-secret environment.secrets.HF_TOKEN",
      "warning unseen-metric study.objective.metric",
    ]);
  });

  it("knows where every leaf came from, and of nothing else", () => {
    const translation = plan();
    const leaves = leavesOf(bodyOf(translation), "/requests/0/body").map(({ pointer }) => pointer);
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.sort());
    expect(translation.origins).toMatchObject({
      "/requests/0/body/maxTrialCount": "study:trials",
      "/requests/0/body/studySpec/metrics/0/goal": "study:objective",
      "/requests/0/body/studySpec/parameters/3/discreteValueSpec/values/0": "study:space.per_device_train_batch_size",
      "/requests/0/body/trialJobSpec/workerPoolSpecs/1/replicaCount": "spec:resources.nodes",
    });
  });

  it("is Bayesian, or as the study says", () => {
    expect(bodyOf(plan({ search: "bayesian" }))?.studySpec.algorithm).toBeUndefined();
    expect(bodyOf(plan({ search: "random" }))?.studySpec.algorithm).toBe("RANDOM_SEARCH");
    const grid = { search: "grid", space: { seed: [1, 2] } } as const;
    expect(bodyOf(plan(grid))?.studySpec.algorithm).toBe("GRID_SEARCH");
    expect(problems(plan(grid)).filter((problem) => problem.startsWith("error"))).toEqual([]);
  });

  it("says whole numbers as text, within the range", () => {
    expect(parametersOf({ per_device_train_batch_size: { min: 1.5, max: 8.5 } })).toEqual([
      {
        parameterId: "per_device_train_batch_size",
        integerValueSpec: { minValue: "2", maxValue: "8" },
        scaleType: "UNIT_LINEAR_SCALE",
      },
    ]);
  });

  it("says truth values as the words that the launcher reads", () => {
    expect(parametersOf({ bf16: [true, false] })).toEqual([
      { parameterId: "bf16", categoricalValueSpec: { values: ["true", "false"] } },
    ]);
  });

  it.each<[string, Partial<Study>, string]>([
    [
      "a range of a whole number that has none",
      { space: { per_device_train_batch_size: { min: 1.2, max: 1.8 } } },
      "error unsupported study.space.per_device_train_batch_size",
    ],
    [
      "a range of fractions for a grid",
      { search: "grid", space: { weight_decay: { min: 0, max: 1 } } },
      "error native-grid /requests/0/body/studySpec/parameters/0",
    ],
    [
      "a logarithm of nothing",
      { space: { weight_decay: { min: 0, max: 1, scale: "log" } } },
      "error native-scale /requests/0/body/studySpec/parameters/0",
    ],
    [
      "more at a time than in all",
      { trials: 2, parallel: 3 },
      "error native-trials /requests/0/body/parallelTrialCount",
    ],
  ])("refuses %s", (_name, change, expected) => {
    expect(problems(plan(change))).toContain(expected);
  });

  it("refuses what a training job is refused for, where the spec says it", () => {
    expect(problems(plan({}, { ...spec, launch: { kind: "native" } }))).toContain("error unsupported launch.kind");
  });
});
