import { describe, expect, it } from "vitest";
import type { HyperparameterTuningJob } from "./native-types.gen.ts";
import { checkRequest } from "./schema.ts";

const chief = {
  replicaCount: "1",
  machineSpec: { machineType: "e2-standard-4" },
  containerSpec: { imageUri: "us-docker.pkg.dev/acme/ml/train:1" },
};

const study: HyperparameterTuningJob = {
  displayName: "bert",
  maxTrialCount: 4,
  parallelTrialCount: 2,
  studySpec: {
    metrics: [{ metricId: "eval_loss", goal: "MINIMIZE" }],
    parameters: [
      { parameterId: "lr", doubleValueSpec: { minValue: 0.1, maxValue: 0.2 }, scaleType: "UNIT_LOG_SCALE" },
      { parameterId: "epochs", integerValueSpec: { minValue: "1", maxValue: "3" } },
      { parameterId: "optim", categoricalValueSpec: { values: ["adamw_torch"] } },
      { parameterId: "batch", discreteValueSpec: { values: [8, 16] } },
    ],
  },
  trialJobSpec: { workerPoolSpecs: [chief] },
};

const faultsOf = (body: object) =>
  checkRequest("projects.locations.hyperparameterTuningJobs.create", body, "/p").map(
    ({ code, path }) => `${code} ${path}`,
  );

const withStudy = (change: object) => ({ ...study, studySpec: { ...study.studySpec, ...change } });
const withParameter = (parameter: object, more: object = {}) => withStudy({ parameters: [parameter], ...more });

describe("a search's body", () => {
  it("passes when Google's definition and the rules allow it", () => {
    expect(faultsOf(study)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["no trials", { ...study, maxTrialCount: undefined }, "native-missing /p/maxTrialCount"],
    ["more at a time than in all", { ...study, parallelTrialCount: 5 }, "native-trials /p/parallelTrialCount"],
    [
      "a goal in small letters",
      withStudy({ metrics: [{ metricId: "x", goal: "minimize" }] }),
      "native-enum /p/studySpec/metrics/0/goal",
    ],
    ["no parameters", withStudy({ parameters: [] }), "native-missing /p/studySpec/parameters"],
    [
      "a grid of fractions",
      withParameter({ parameterId: "a", doubleValueSpec: { minValue: 0, maxValue: 1 } }, { algorithm: "GRID_SEARCH" }),
      "native-grid /p/studySpec/parameters/0",
    ],
    [
      "a logarithm of 0",
      withParameter({
        parameterId: "a",
        doubleValueSpec: { minValue: 0, maxValue: 1 },
        scaleType: "UNIT_LOG_SCALE",
      }),
      "native-scale /p/studySpec/parameters/0",
    ],
    [
      "bounds the wrong way round",
      withParameter({ parameterId: "a", integerValueSpec: { minValue: "3", maxValue: "1" } }),
      "native-bounds /p/studySpec/parameters/0",
    ],
    [
      "a list that is not sorted",
      withParameter({ parameterId: "a", discreteValueSpec: { values: [2, 1] } }),
      "native-values /p/studySpec/parameters/0",
    ],
    [
      "a list of numbers as text",
      withParameter({ parameterId: "a", discreteValueSpec: { values: ["1"] } }),
      "native-type /p/studySpec/parameters/0/discreteValueSpec/values/0",
    ],
    [
      "a parameter of two kinds",
      withParameter({
        parameterId: "a",
        discreteValueSpec: { values: [1] },
        categoricalValueSpec: { values: ["b"] },
      }),
      "native-either /p/studySpec/parameters/0/categoricalValueSpec",
    ],
    [
      "a trial with two chiefs",
      { ...study, trialJobSpec: { workerPoolSpecs: [{ ...chief, replicaCount: "2" }] } },
      "native-chief /p/trialJobSpec/workerPoolSpecs/0/replicaCount",
    ],
  ])("is refused for %s", (_name, body, expected) => {
    expect(faultsOf(body)).toEqual([expected]);
  });
});
