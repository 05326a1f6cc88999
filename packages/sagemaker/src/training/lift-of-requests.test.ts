import { createPlanningPlatform } from "@switchyard/core";
import { memoryHost } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { known, resolve } from "../../testing/plan.ts";
import { sagemakerTranslator } from "./translator.ts";

const platform = createPlanningPlatform<"sagemaker">(sagemakerTranslator(resolve(known)), memoryHost());

const lifted = (native: unknown) => platform.lift(native);

const toldOf = async (native: unknown) => (await lifted(native)).diagnostics.map(({ code, path }) => `${code} ${path}`);

const channel = (name: string, more: object = {}) => ({
  ChannelName: name,
  DataSource: {
    S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://bucket/${name}`, S3DataDistributionType: "FullyReplicated" },
  },
  ...more,
});

/** As a guide writes it, with places to fill in. */
const request = {
  TrainingJobName: "tune-<timestamp>",
  RoleArn: "<your-role>",
  AlgorithmSpecification: {
    TrainingImage: "<account>.dkr.ecr.us-east-1.amazonaws.com/tune:1",
    TrainingInputMode: "File",
    ContainerEntrypoint: ["/bin/bash", "-c"],
    ContainerArguments: [
      "cd /opt/ml/code && pip install -r requirements.txt && torchrun --nnodes=1 tune.py --data $SM_CHANNEL_TRAIN --lr 1e-4 2>&1 | tee log",
    ],
  },
  HyperParameters: { epochs: "3", empty: "" },
  InputDataConfig: [channel("train", { ContentType: "text/csv", CompressionType: "None", InputMode: "File" })],
  OutputDataConfig: { S3OutputPath: "s3://bucket/out", KmsKeyId: "", CompressionType: "GZIP" },
  ResourceConfig: { InstanceType: "ml.g5.16xlarge", InstanceCount: 1, VolumeSizeInGB: 100 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  EnableNetworkIsolation: false,
};

/** As Step Functions and people misspell it, and as Describe tells it. */
const described = {
  ...request,
  TrainingJobArn: "arn:aws:sagemaker:us-east-1:111122223333:training-job/tune",
  TrainingJobStatus: "Failed",
  FailureReason: "AlgorithmError: exit code 1",
  CreationTime: new Date(0),
  SecondaryStatusTransitions: [{ Status: "Starting", StartTime: "2020-01-01T00:00:00Z" }],
  ProfilerRuleEvaluationStatuses: [{ RuleConfigurationName: "x" }],
  "TrainingJobName.$": "$.name",
};

describe("a request of a guide", () => {
  it("is the script that its shell starts, in the folder of the code", async () => {
    const { spec } = await lifted(request);
    expect(spec).toMatchObject({ entryPoint: "tune.py", environment: { requirements: "requirements.txt" } });
    expect(spec.args ?? spec.scriptArgs).toMatchObject({ lr: "1e-4" });
  });

  it.each<[string, unknown, readonly string[]]>([
    [
      "as it is written",
      request,
      [
        "made-anew AlgorithmSpecification.ContainerArguments",
        "not-lifted AlgorithmSpecification.ContainerArguments",
        "made-anew InputDataConfig.train.CompressionType",
        "made-anew OutputDataConfig.KmsKeyId",
        "made-anew EnableNetworkIsolation",
        "made-anew TrainingJobName",
        "kept-native RoleArn",
      ],
    ],
    [
      "as it is described",
      described,
      [
        "made-anew FailureReason",
        "made-anew CreationTime",
        "made-anew SecondaryStatusTransitions",
        "not-lifted TrainingJobName.$",
      ],
    ],
  ])("%s is answered for every value", async (_how, native, told) => {
    const all = await toldOf(native);
    expect(all.filter((each) => each.startsWith("unaccounted"))).toEqual([]);
    expect(all).toEqual(expect.arrayContaining([...told]));
  });

  it("for another kind of job is refused", async () => {
    for (const other of [
      { ProcessingJobName: "p", OutputDataConfig: { S3OutputPath: "s3://b" }, ResourceConfig: {} },
      { JobName: "bedrock", OutputDataConfig: { S3Uri: "s3://b" } },
      { Type: "Task", Parameters: request },
    ])
      await expect(lifted(other)).rejects.toThrow("CreateTrainingJob");
  });
});
