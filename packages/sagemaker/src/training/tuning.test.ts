import type { Study, TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { bodyOf, identity, known, problems, search } from "../../testing/plan.ts";
import { leavesOf } from "@switchyard/core/platform";

const study: Study = {
  objective: { metric: "eval_accuracy", goal: "maximize" },
  trials: 20,
  parallel: 4,
  space: {
    learning_rate: { min: 1e-5, max: 1e-3, scale: "log" },
    per_device_train_batch_size: { min: 8, max: 64 },
    lr_scheduler_type: ["linear", "cosine"],
    bf16: [true, false],
  },
};
const spec: Partial<TrainerSpec> = { resources: { accelerator: "A10G" }, inputs: { train: "s3://bucket/imdb/" } };
const searched = (changed: Partial<Study>, of: Partial<TrainerSpec> = spec) => search(of, { ...study, ...changed });
const configOf = (changed: Partial<Study>) => bodyOf(searched(changed))?.HyperParameterTuningJobConfig;

describe("a search on SageMaker", () => {
  it("is one CreateHyperParameterTuningJob, whose trials are the training job", () => {
    const translation = search(spec, study);
    expect(problems(translation)).toEqual([]);
    expect(translation.requests[0]).toMatchObject({
      step: "search",
      operation: "CreateHyperParameterTuningJob",
      target: "https://api.sagemaker.us-east-1.amazonaws.com/",
    });
    expect(translation.machine).toMatchObject({ type: "ml.g5.xlarge", nodes: 1 });
    expect(translation.uploads).toHaveLength(1);
    expect(translation.uri).toBeUndefined();
    const { TrainingJobDefinition, ...body } = bodyOf(translation) ?? {};
    expect(body).toEqual({
      HyperParameterTuningJobName: "bert-imdb-01234567-1-1",
      HyperParameterTuningJobConfig: {
        Strategy: "Bayesian",
        HyperParameterTuningJobObjective: { Type: "Maximize", MetricName: "eval_accuracy" },
        ResourceLimits: { MaxNumberOfTrainingJobs: 20, MaxParallelTrainingJobs: 4 },
        ParameterRanges: {
          CategoricalParameterRanges: [
            { Name: "bf16", Values: ['"true"', '"false"'].map((text) => JSON.parse(text) as string) },
            { Name: "lr_scheduler_type", Values: ["linear", "cosine"] },
          ],
          ContinuousParameterRanges: [
            { Name: "learning_rate", MinValue: "0.00001", MaxValue: "0.001", ScalingType: "Logarithmic" },
          ],
          IntegerParameterRanges: [
            { Name: "per_device_train_batch_size", MinValue: "8", MaxValue: "64", ScalingType: "Linear" },
          ],
        },
      },
      Tags: [
        { Key: "switchyard-key", Value: identity.key },
        { Key: "switchyard-run", Value: "1" },
        { Key: "switchyard-attempt", Value: "1" },
      ],
    });
    expect(TrainingJobDefinition).toMatchObject({
      StaticHyperParameters: {
        sagemaker_program: '"switchyard_launcher.py"',
        sagemaker_submit_directory: '"/opt/ml/input/data/switchyard/source.tar.gz"',
      },
      RoleArn: known.role,
      ResourceConfig: { InstanceType: "ml.g5.xlarge", InstanceCount: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    });
    expect(TrainingJobDefinition?.AlgorithmSpecification?.MetricDefinitions).toContainEqual({
      Name: "eval_accuracy",
      Regex: "'eval_accuracy': '?([0-9.eE+-]+)",
    });
    expect(Object.keys(TrainingJobDefinition?.AlgorithmSpecification ?? {})).toEqual([
      "TrainingImage",
      "TrainingInputMode",
      "MetricDefinitions",
    ]);
    expect(TrainingJobDefinition?.InputDataConfig?.map(({ ChannelName }) => ChannelName)).toEqual([
      "switchyard",
      "train",
    ]);
    expect(TrainingJobDefinition).not.toHaveProperty("ProfilerConfig");
  });

  it("has a name of 32 characters at most", () => {
    const name = bodyOf(searched({}, { ...spec, name: "a".repeat(40) }))?.HyperParameterTuningJobName;
    expect(name).toBe("aaaaaaaaaaaaaaaaaaa-01234567-1-1");
    expect(name).toHaveLength(32);
  });

  it("knows where every leaf came from", () => {
    const translation = search(spec, study);
    const leaves = leavesOf(bodyOf(translation), "/requests/0/body").map(({ pointer }) => pointer);
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.sort());
    expect(translation.origins).toMatchObject({
      "/requests/0/body/HyperParameterTuningJobName": "spec:name",
      "/requests/0/body/HyperParameterTuningJobConfig/Strategy": "default",
      "/requests/0/body/HyperParameterTuningJobConfig/ResourceLimits/MaxParallelTrainingJobs": "study:parallel",
      "/requests/0/body/HyperParameterTuningJobConfig/ParameterRanges/ContinuousParameterRanges/0/MinValue":
        "study:space",
      "/requests/0/body/TrainingJobDefinition/ResourceConfig/InstanceType": "spec:resources.accelerator",
      "/requests/0/body/TrainingJobDefinition/StaticHyperParameters/sagemaker_program": "core:launcher",
      "/requests/0/body/TrainingJobDefinition/AlgorithmSpecification/MetricDefinitions/7/Regex":
        "study:objective.metric",
    });
  });

  it.each<[string, Partial<Study>, object]>([
    ["the strategy", { search: "random" }, { Strategy: "Random" }],
    [
      "the goal",
      { objective: { metric: "eval_loss", goal: "minimize" } },
      { HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "eval_loss" } },
    ],
    [
      "one trial after another",
      { trials: 3, parallel: 1 },
      { ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 1 } },
    ],
    [
      "whole numbers on a scale",
      { space: { max_steps: { min: 9.5, max: 1000, scale: "log" } } },
      {
        ParameterRanges: {
          IntegerParameterRanges: [{ Name: "max_steps", MinValue: "10", MaxValue: "1000", ScalingType: "Logarithmic" }],
        },
      },
    ],
    [
      "a grid",
      { search: "grid", trials: 4, space: { learning_rate: [1e-5, 3e-5], bf16: [true, false] } },
      { Strategy: "Grid", ResourceLimits: { MaxNumberOfTrainingJobs: 4 } },
    ],
    [
      "text that JSON would read",
      { space: { run_name: ["7", "true", "a"] } },
      { ParameterRanges: { CategoricalParameterRanges: [{ Name: "run_name", Values: ['"7"', '"true"', "a"] }] } },
    ],
  ])("says %s", (_name, changed, expected) => {
    expect(configOf(changed)).toMatchObject(expected);
    expect(problems(searched(changed))).toEqual([]);
  });

  it("defines its objective once, however it is known", () => {
    const metrics = (of: Partial<TrainerSpec>, metric: string) =>
      bodyOf(
        searched({ objective: { metric, goal: "maximize" } }, of),
      )?.TrainingJobDefinition?.AlgorithmSpecification?.MetricDefinitions?.filter(({ Name }) => Name === metric);
    expect(metrics(spec, "eval_loss")).toHaveLength(1);
    expect(metrics({ ...spec, args: { metric_for_best_model: "f1" } }, "eval_f1")).toHaveLength(1);
    const own = { Name: "eval_f1", Regex: "f1=(.*)" };
    const override = { AlgorithmSpecification: { MetricDefinitions: [own] } };
    expect(metrics({ ...spec, platforms: { sagemaker: override } }, "eval_f1")).toEqual([own]);
  });
});

describe("a search is answered by a diagnostic for", () => {
  it.each<[string, Partial<Study>, string]>([
    [
      "a grid of ranges",
      { search: "grid", trials: 1 },
      "error native-grid /requests/0/body/HyperParameterTuningJobConfig/ParameterRanges",
    ],
    [
      "a grid of another number of trials",
      { search: "grid", trials: 3, space: { bf16: [true, false] } },
      "error native-grid-size /requests/0/body/HyperParameterTuningJobConfig/ResourceLimits/MaxNumberOfTrainingJobs",
    ],
    ["text that a shell would change", { space: { run_name: ["a b"] } }, "error unsupported study.space.run_name"],
    [
      "no two whole numbers",
      { space: { max_steps: { min: 1.2, max: 2.9 } } },
      "error unsupported study.space.max_steps",
    ],
    [
      "too many values",
      { space: { seed: Array.from({ length: 31 }, (_, index) => index) } },
      "error native-range /requests/0/body/HyperParameterTuningJobConfig/ParameterRanges/CategoricalParameterRanges/0/Values",
    ],
  ])("%s", (_name, changed, expected) => {
    expect(problems(searched(changed))).toContain(expected);
  });

  it("an image that may lack the toolkit", () => {
    expect(problems(searched({}, { ...spec, environment: { image: "mine:1" } }))).toEqual([
      "warning not-checked environment.image",
    ]);
  });

  it("checkpoints, which trials would find of each other, unless they were asked for", () => {
    const spot = { ...spec, resources: { accelerator: "A10G", spot: true } } as const;
    const translation = searched({}, spot);
    expect(bodyOf(translation)?.TrainingJobDefinition).toMatchObject({ EnableManagedSpotTraining: true });
    expect(bodyOf(translation)?.TrainingJobDefinition).not.toHaveProperty("CheckpointConfig");
    expect(translation.diagnostics[0]?.message).toContain("its checkpoints are not kept");
    const CheckpointConfig = { S3Uri: "s3://mine/checkpoints" };
    const asked = searched({}, { ...spot, platforms: { sagemaker: { CheckpointConfig } } });
    expect(bodyOf(asked)?.TrainingJobDefinition?.CheckpointConfig?.S3Uri).toBe("s3://mine/checkpoints");
  });

  it("members that trials do not have, and hyperparameters that the launcher would refuse", () => {
    const sagemaker = {
      RemoteDebugConfig: { EnableRemoteDebug: true },
      AlgorithmSpecification: { TrainingImageConfig: { TrainingRepositoryAccessMode: "Platform" } },
      HyperParameters: { epochs: "3", sagemaker_container_log_level: "10" },
      RetryStrategy: { MaximumRetryAttempts: 2 },
    } as const;
    const translation = searched({}, { ...spec, platforms: { sagemaker } });
    expect(problems(translation)).toEqual([
      "error unsupported platforms.sagemaker.AlgorithmSpecification.TrainingImageConfig",
      "error unsupported platforms.sagemaker.RemoteDebugConfig",
      "error unsupported platforms.sagemaker.HyperParameters.epochs",
    ]);
    expect(bodyOf(translation)?.TrainingJobDefinition?.RetryStrategy).toEqual({ MaximumRetryAttempts: 2 });
  });
});

it("a search under the native launcher starts torchrun, and reads its values from the file", () => {
  const native = { ...spec, launch: { kind: "native" } } as const;
  expect(bodyOf(searched({}, native))?.TrainingJobDefinition?.StaticHyperParameters).toMatchObject({
    sagemaker_program: '"switchyard_native.py"',
    sagemaker_torch_distributed_enabled: "true",
  });
  expect(problems(searched({}, native))).toEqual([]);
});
