import type { Study, TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { inputOf, known, problems, resolve, workspace } from "../../testing/plan.ts";
import type { SweepJob } from "../native-types.ts";
import { leavesOf } from "@switchyard/core/platform";
import { translateTuning } from "./tuning.ts";

const study: Study = {
  objective: { metric: "eval_accuracy", goal: "maximize" },
  trials: 12,
  parallel: 3,
  space: {
    learning_rate: { min: 1e-5, max: 1e-3, scale: "log" },
    per_device_train_batch_size: [8, 16],
    weight_decay: { min: 0, max: 0.1 },
  },
};

const spec: Partial<TrainerSpec> = {
  args: { report_to: "mlflow" },
  environment: { requirements: "requirements.txt", secrets: { HF_TOKEN: { env: "HF_TOKEN" } } },
};

const plan = (change: Partial<Study> = {}, of: Partial<TrainerSpec> = spec) =>
  translateTuning(
    { ...inputOf(of, { accelerator: "T4", nodes: 2, maxRuntimeSeconds: 3600 }), study: { ...study, ...change } },
    resolve(known),
  );

const sweepOf = (...given: Parameters<typeof plan>): SweepJob =>
  plan(...given).requests.at(-1)?.body.properties as SweepJob;

describe("a search on Azure Machine Learning", () => {
  it("is a sweep job whose trial is the command job", () => {
    const { trial, ...sweep } = sweepOf();
    expect(sweep).toEqual({
      jobType: "Sweep",
      displayName: "bert-imdb",
      experimentName: "bert-imdb",
      tags: { "switchyard-key": "0123456789abcdef0123456789abcdef", "switchyard-run": "1", "switchyard-attempt": "1" },
      outputs: {
        model: {
          jobOutputType: "custom_model",
          mode: "ReadWriteMount",
          uri: "azureml://datastores/workspaceblobstore/paths/switchyard/models/bert-imdb-01234567-1-1/${{name}}/",
        },
      },
      objective: { goal: "Maximize", primaryMetric: "eval_accuracy" },
      samplingAlgorithm: { samplingAlgorithmType: "Random" },
      searchSpace: {
        learning_rate: ["loguniform", [Math.log(1e-5), Math.log(1e-3)]],
        per_device_train_batch_size: ["choice", [[8, 16]]],
        weight_decay: ["uniform", [0, 0.1]],
      },
      limits: { jobLimitsType: "Sweep", maxTotalTrials: 12, maxConcurrentTrials: 3, trialTimeout: "PT1H" },
    });
    expect(trial).toMatchObject({
      codeId: `${workspace}/codes/switchyard/versions/cafe`,
      distribution: { distributionType: "PyTorch", processCountPerInstance: 1 },
      resources: { instanceType: "Standard_NC4as_T4_v3", instanceCount: 2 },
      environmentVariables: { HF_TOKEN: { $secret: "HF_TOKEN" } },
    });
    expect(trial?.command).toMatch(
      /python3 switchyard_launcher\.py --learning_rate="\$\{\{search_space\.learning_rate\}\}" --per_device_train_batch_size="\$\{\{search_space\.per_device_train_batch_size\}\}" --weight_decay="\$\{\{search_space\.weight_decay\}\}"$/,
    );
    expect(problems(plan())).toEqual(["warning readable-secret environment.secrets.HF_TOKEN"]);
  });

  it("knows where every leaf came from", () => {
    const translation = plan();
    const leaves = translation.requests.flatMap(({ body }, index) => leavesOf(body, `/requests/${index}/body`));
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.map(({ pointer }) => pointer).sort());
    expect(translation.origins).toMatchObject({
      "/requests/1/body/properties/trial/resources/instanceCount": "default",
      "/requests/1/body/properties/trial/codeId": "core:bundle",
      "/requests/1/body/properties/limits/trialTimeout": "spec:resources.maxRuntime",
      "/requests/1/body/properties/limits/maxTotalTrials": "study:trials",
      "/requests/1/body/properties/searchSpace/weight_decay/0": "study:space.weight_decay",
    });
  });

  it("is Bayesian where every range allows it, and as the study says otherwise", () => {
    const linear = { weight_decay: { min: 0, max: 0.1 } };
    expect(sweepOf({ space: linear }).samplingAlgorithm).toEqual({ samplingAlgorithmType: "Bayesian" });
    expect(sweepOf({ space: linear, search: "random" }).samplingAlgorithm).toEqual({ samplingAlgorithmType: "Random" });
    expect(sweepOf({ space: { seed: [1, 2] }, search: "grid" }).samplingAlgorithm).toEqual({
      samplingAlgorithmType: "Grid",
    });
  });

  it("writes a range of whole numbers out, since Azure's distributions of them give others", () => {
    expect(sweepOf({ space: { num_train_epochs: { min: 1, max: 3 } } }).searchSpace).toEqual({
      num_train_epochs: ["uniform", [1, 3]],
    });
    expect(sweepOf({ space: { per_device_train_batch_size: { min: 1, max: 4 } } }).searchSpace).toEqual({
      per_device_train_batch_size: ["choice", [[1, 2, 3, 4]]],
    });
  });

  it.each<[string, Partial<Study>, string]>([
    ["a logarithmic range for Bayesian sampling", { search: "bayesian" }, "study.space.learning_rate"],
    ["a range for a grid", { space: { weight_decay: { min: 0, max: 1 } }, search: "grid" }, "study.space.weight_decay"],
    ["a value that a shell would change", { space: { run_name: ["a", "$HOME"] } }, "study.space.run_name"],
    ["a wide range of whole numbers", { space: { max_steps: { min: 1, max: 100_000 } } }, "study.space.max_steps"],
    [
      "a logarithmic range of whole numbers",
      { space: { max_steps: { min: 1, max: 100, scale: "log" } } },
      "study.space.max_steps",
    ],
  ])("refuses %s", (_name, change, path) => {
    expect(problems(plan(change))).toContain(`error unsupported ${path}`);
  });

  it("refuses more trials than Azure runs", () => {
    expect(problems(plan({ trials: 1001 }))).toContain(
      "error native-trials /requests/1/body/properties/limits/maxTotalTrials",
    );
  });

  it.each<[string, Partial<TrainerSpec>, boolean]>([
    ["the newest Trainer, which reports to nobody", {}, true],
    ["an older Trainer, which reports to all", { environment: { transformers: "4.57", requirements: "r.txt" } }, false],
    ["a Trainer that reports elsewhere", { args: { report_to: "wandb" } }, true],
    ["a Trainer that reports to MLflow among others", { args: { report_to: ["wandb", "mlflow"] } }, false],
  ])("warns when the metric does not reach Azure: %s", (_name, of, warned) => {
    expect(problems(plan({}, of)).includes("warning unseen-metric args.report_to")).toBe(warned);
  });
});
