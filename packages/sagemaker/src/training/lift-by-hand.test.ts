import { checkTrainerSpec, ConfigError } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolve } from "../../testing/plan.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown) => lift(native, resolve());
const pathsOf = (native: unknown) => lifted(native).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

const channel = (ChannelName: string, S3Uri: string, more: object = {}) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri, S3DataDistributionType: "FullyReplicated" } },
  ...more,
});

describe("a job that somebody wrote", () => {
  const written = (AlgorithmSpecification: object, more: object = {}) => ({
    TrainingJobName: "mine",
    AlgorithmSpecification: { TrainingImage: "mine/trainer:1", TrainingInputMode: "File", ...AlgorithmSpecification },
    ...more,
  });

  it.each<[string, object, object]>([
    [
      "a command of words",
      { ContainerEntrypoint: ["python3", "/opt/ml/input/data/code/bert/train.py", "--seed", "3", "--text", "a b"] },
      { entryPoint: "bert/train.py", args: { seed: 3 }, scriptArgs: { text: "a b" } },
    ],
    [
      "a shell's line, with its requirements and launcher",
      {
        ContainerEntrypoint: ["/bin/bash", "-c"],
        ContainerArguments: [
          "cd /opt/ml/code && pip install -r requirements.txt && torchrun --nproc_per_node 4 train.py --output_dir /opt/ml/checkpoints --bf16 --lr_scheduler_type cosine",
        ],
      },
      {
        entryPoint: "train.py",
        args: { output_dir: "{output}", bf16: true, lr_scheduler_type: "cosine" },
        environment: { image: "mine/trainer:1", requirements: "requirements.txt" },
      },
    ],
    [
      "arguments of an older Trainer",
      { ContainerEntrypoint: ["python"], ContainerArguments: ["a.py", "--no_cuda"] },
      { args: { no_cuda: true }, environment: { transformers: "4" } },
    ],
  ])("with %s becomes a spec", (_name, algorithm, expected) => {
    expect(lifted(written(algorithm)).spec).toMatchObject(expected);
  });

  it("with nothing that starts a script says so", () => {
    expect(pathsOf(written({}))).toEqual([
      "warning AlgorithmSpecification",
      "info AlgorithmSpecification.TrainingInputMode",
    ]);
    expect(pathsOf(written({ ContainerEntrypoint: ["./run.sh"] }))).toEqual([
      "info AlgorithmSpecification.TrainingInputMode",
      "warning AlgorithmSpecification.ContainerEntrypoint",
    ]);
    expect(pathsOf({ AlgorithmSpecification: { AlgorithmName: "xgboost", TrainingInputMode: "Pipe" } })).toEqual([
      "warning AlgorithmSpecification",
      "info AlgorithmSpecification.TrainingInputMode",
      "info AlgorithmSpecification.AlgorithmName",
      "warning AlgorithmSpecification.AlgorithmName",
    ]);
  });

  it("keeps what no spec can say, and each thing is told", () => {
    const native = written(
      { MetricDefinitions: [{ Name: "f1", Regex: "f1=(.*)" }] },
      {
        HyperParameters: { seed: "3" },
        RoleArn: "arn:aws:iam::444455556666:role/Other",
        VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
        Tags: [{ Key: "team", Value: "nlp" }],
        InputDataConfig: [
          channel("train", "s3://b/train", { InputMode: "FastFile", ShuffleConfig: { Seed: 1 } }),
          { ChannelName: "home", DataSource: { FileSystemDataSource: { FileSystemId: "fs-0a1b2c3d4e5f" } } },
        ],
        ResourceConfig: {
          InstanceType: "ml.c5.xlarge",
          InstanceCount: 1,
          VolumeSizeInGB: 100,
          KeepAlivePeriodInSeconds: 60,
        },
        StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 90 },
        EnableManagedSpotTraining: true,
        Environment: { MODE: "fast", HF_TOKEN: "hf_secret" },
        Mystery: 1,
      },
    );
    const { spec, diagnostics } = lifted(native);
    expect(spec).toMatchObject({
      args: { seed: 3 },
      inputs: { train: "s3://b/train" },
      resources: { nodes: 1, disk: "100GB", maxRuntime: "1m", spot: true },
      environment: { variables: { MODE: "fast" }, secrets: { HF_TOKEN: { env: "HF_TOKEN" } } },
      platforms: {
        sagemaker: {
          RoleArn: "arn:aws:iam::444455556666:role/Other",
          VpcConfig: { Subnets: ["subnet-1"] },
          Tags: [{ Key: "team", Value: "nlp" }],
          AlgorithmSpecification: { MetricDefinitions: [{ Name: "f1", Regex: "f1=(.*)" }] },
          InputDataConfig: [
            { ChannelName: "train", InputMode: "FastFile", ShuffleConfig: { Seed: 1 } },
            { ChannelName: "home" },
          ],
          ResourceConfig: { InstanceType: "ml.c5.xlarge", KeepAlivePeriodInSeconds: 60 },
          StoppingCondition: { MaxWaitTimeInSeconds: 90 },
        },
      },
    });
    expect(JSON.stringify([spec, diagnostics])).not.toContain("hf_secret");
    const told = diagnostics.map(({ path }) => path);
    expect(told).toEqual(
      expect.arrayContaining([
        "RoleArn",
        "VpcConfig",
        "Tags",
        "InputDataConfig.train.InputMode",
        "InputDataConfig.home",
        "ResourceConfig.InstanceType",
        "ResourceConfig.KeepAlivePeriodInSeconds",
        "StoppingCondition.MaxWaitTimeInSeconds",
        "Environment.HF_TOKEN",
        "Mystery",
      ]),
    );
  });

  it("in a search is its first trial", () => {
    const definition = { ...written({}), StaticHyperParameters: { seed: "3" }, HyperParameterRanges: {} };
    const native = {
      HyperParameterTuningJobName: "tune-2026-08-30-10-11-12-345",
      HyperParameterTuningJobConfig: { Strategy: "Random" },
      TrainingJobDefinitions: [definition, definition],
    };
    expect(lifted(native).spec).toMatchObject({ args: { seed: 3 } });
    expect(pathsOf(native)).toEqual([
      "warning HyperParameterTuningJobConfig",
      "warning TrainingJobDefinitions[0].HyperParameterRanges",
      "warning TrainingJobDefinitions[1]",
      "warning TrainingJobDefinitions[0].AlgorithmSpecification",
      "info TrainingJobDefinitions[0].AlgorithmSpecification.TrainingInputMode",
    ]);
  });
});

describe("what is no job of SageMaker", () => {
  it.each<[unknown]>([[null], [7], ["x"], [[]], [{}], [{ jobType: "Command" }], [{ service: "azureml", body: {} }]])(
    "%j is refused",
    (native) => {
      expect(() => lifted(native)).toThrow(ConfigError);
    },
  );

  it("and what is an odd one lifts to a spec that can be planned", () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, 7, "x", "", [], [null], [{}], {}, true, ["a", "b"], "s3://b/x y", "/opt/ml/model"),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const member = fc.constantFrom(
      ...["TrainingJobName", "HyperParameters", "InputDataConfig", "OutputDataConfig", "ResourceConfig"],
      ...["StoppingCondition", "EnableManagedSpotTraining", "CheckpointConfig", "Environment", "Tags", "RoleArn"],
      ...["ProfilerConfig", "DebugHookConfig", "Mystery", "VpcConfig"],
    );
    const inner = fc.constantFrom(
      ...["sagemaker_program", "sagemaker_submit_directory", "mp_parameters", "output_dir", "seed", "a b", "x"],
      ...["TrainingImage", "ContainerEntrypoint", "ContainerArguments", "MetricDefinitions", "InstanceType"],
      ...["InstanceCount", "VolumeSizeInGB", "MaxRuntimeInSeconds", "MaxWaitTimeInSeconds", "S3Uri", "S3OutputPath"],
      ...["ChannelName", "DataSource", "DisableProfiler", "HF_TOKEN", "1A"],
    );
    const structure = fc.dictionary(inner, odd);
    const native = fc.tuple(
      fc.dictionary(member, fc.oneof(odd, structure, fc.array(structure))),
      fc.oneof(structure, fc.constant({})),
    );
    fc.assert(
      fc.property(native, ([members, AlgorithmSpecification]) => {
        const { spec } = lifted({ ...members, AlgorithmSpecification });
        const shape = checkTrainerSpec(spec).filter(
          ({ severity, path }) => severity === "error" && !/^(args|scriptArgs)/.test(path),
        );
        expect(shape).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
