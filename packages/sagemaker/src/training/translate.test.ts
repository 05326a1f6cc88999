import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, bundle, identity, known, plan, problems } from "../../testing/plan.ts";
import { leavesOf } from "@switchyard/core/platform";

describe("a plan for SageMaker", () => {
  it("is one CreateTrainingJob with every member in it", () => {
    const spec: Partial<TrainerSpec> = {
      resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8, nodes: 2 },
      environment: { transformers: "5.3", secrets: { HF_TOKEN: { env: "MY_TOKEN" } } },
      inputs: { train: "s3://bucket/imdb/" },
    };
    const translation = plan(spec, known, { maxRuntimeSeconds: 21_600 });
    expect(translation.requests).toHaveLength(1);
    expect(translation.requests[0]).toMatchObject({
      step: "job",
      service: "sagemaker",
      operation: "CreateTrainingJob",
      target: "https://api.sagemaker.us-east-1.amazonaws.com/",
    });
    expect(bodyOf(translation)).toEqual({
      TrainingJobName: "bert-imdb-01234567-1-1",
      Tags: [
        { Key: "switchyard-key", Value: identity.key },
        { Key: "switchyard-run", Value: "1" },
        { Key: "switchyard-attempt", Value: "1" },
      ],
      AlgorithmSpecification: {
        TrainingImage:
          "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04",
        ContainerEntrypoint: ["/bin/sh", "-c"],
        ContainerArguments: [
          "mkdir -p /opt/ml/code && tar -xzf /opt/ml/input/data/switchyard/source.tar.gz -C /opt/ml/code && cd /opt/ml/code && exec python3 switchyard_launcher.py",
        ],
        TrainingInputMode: "File",
        MetricDefinitions: [
          { Name: "loss", Regex: "'loss': '?([0-9.eE+-]+)" },
          { Name: "grad_norm", Regex: "'grad_norm': '?([0-9.eE+-]+)" },
          { Name: "learning_rate", Regex: "'learning_rate': '?([0-9.eE+-]+)" },
          { Name: "epoch", Regex: "'epoch': '?([0-9.eE+-]+)" },
          { Name: "eval_loss", Regex: "'eval_loss': '?([0-9.eE+-]+)" },
          { Name: "train_loss", Regex: "'train_loss': '?([0-9.eE+-]+)" },
          { Name: "train_samples_per_second", Regex: "'train_samples_per_second': '?([0-9.eE+-]+)" },
        ],
        EnableSageMakerMetricsTimeSeries: true,
      },
      RoleArn: "arn:aws:iam::111122223333:role/Training",
      ProfilerConfig: { DisableProfiler: true },
      InputDataConfig: [
        {
          ChannelName: "switchyard",
          DataSource: {
            S3DataSource: {
              S3DataType: "S3Prefix",
              S3Uri: "s3://bucket/switchyard/bundles/cafe/source.tar.gz",
              S3DataDistributionType: "FullyReplicated",
            },
          },
          InputMode: "File",
        },
        {
          ChannelName: "train",
          DataSource: {
            S3DataSource: {
              S3DataType: "S3Prefix",
              S3Uri: "s3://bucket/imdb/",
              S3DataDistributionType: "FullyReplicated",
            },
          },
          InputMode: "File",
        },
      ],
      OutputDataConfig: { S3OutputPath: "s3://bucket/switchyard/models" },
      ResourceConfig: { InstanceType: "ml.p4de.24xlarge", InstanceCount: 2, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 21_600 },
      Environment: { HF_TOKEN: { $secret: "HF_TOKEN" } },
    });
    expect(translation.uploads).toEqual([
      { from: "source", format: "tar.gz", to: "s3://bucket/switchyard/bundles/cafe/source.tar.gz", ...bundle },
    ]);
    expect(translation.uri).toBe("sagemaker://us-east-1/training-job/bert-imdb-01234567-1-1");
    expect(translation.machine).toEqual({
      type: "ml.p4de.24xlarge",
      nodes: 2,
      spot: false,
      region: "us-east-1",
      accelerator: "A100-80GB",
      acceleratorsPerNode: 8,
    });
    expect(problems(translation)).toEqual(["warning readable-secret environment.secrets.HF_TOKEN"]);
  });

  it("starts its container with an argument that fits SageMaker's 256 characters", () => {
    const [command = ""] = bodyOf(plan())?.AlgorithmSpecification?.ContainerArguments ?? [];
    expect(command.length).toBeLessThanOrEqual(256);
  });

  it("knows where every leaf of the body came from, and of nothing else", () => {
    const translation = plan({
      resources: { accelerator: "L4", spot: true },
      inputs: { "a/b": "s3://bucket/x" },
      platforms: {
        sagemaker: {
          EnableNetworkIsolation: false,
          Tags: [{ Key: "team", Value: "nlp" }],
          VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
        },
      },
    });
    const leaves = leavesOf(bodyOf(translation), "/requests/0/body").map((leaf) => leaf.pointer);
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.sort());
    expect(translation.origins).toMatchObject({
      "/requests/0/body/TrainingJobName": "spec:name",
      "/requests/0/body/ResourceConfig/InstanceType": "spec:resources.accelerator",
      "/requests/0/body/ResourceConfig/InstanceCount": "default",
      "/requests/0/body/StoppingCondition/MaxWaitTimeInSeconds": "spec:resources.spot",
      "/requests/0/body/InputDataConfig/1/ChannelName": "spec:inputs.a/b",
      "/requests/0/body/EnableNetworkIsolation": "spec:platforms.sagemaker.EnableNetworkIsolation",
      "/requests/0/body/Tags/3/Value": "spec:platforms.sagemaker.Tags[0].Value",
    });
  });

  it("is complete without settings, and warns of each one that is missing", () => {
    const translation = plan({}, {});
    expect(bodyOf(translation)).toMatchObject({
      RoleArn: { $setting: "sagemaker.role" },
      OutputDataConfig: { S3OutputPath: { $setting: "sagemaker.store", append: "/models" } },
      AlgorithmSpecification: {
        TrainingImage: {
          $setting: "sagemaker.registry",
          append: "/huggingface-pytorch-training:2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04",
        },
      },
    });
    expect(translation.uploads[0]?.to).toEqual({ $setting: "sagemaker.store", append: "/bundles/cafe/source.tar.gz" });
    expect(translation.uri).toBeUndefined();
    expect(problems(translation)).toEqual([
      "warning missing-setting settings.region",
      "warning missing-setting settings.role",
      "warning missing-setting settings.store",
    ]);
    const role = translation.diagnostics.find((diagnostic) => diagnostic.path === "settings.role");
    expect(role?.fix).toContain("SWITCHYARD_SAGEMAKER_ROLE");
    expect(role?.fix).toContain("`platforms.sagemaker.role` in switchyard.config.yaml");
  });

  it("is plain JSON and the same bytes for the same input", () => {
    const specs = fc.record(
      {
        name: fc.stringMatching(/^[a-z][a-z0-9]{0,30}$/),
        inputs: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.constant("s3://bucket/data"), { maxKeys: 3 }),
        resources: fc.record({
          accelerator: fc.constantFrom("cpu", "L4", "T4", "H100"),
          nodes: fc.integer({ min: 1, max: 9 }),
          spot: fc.boolean(),
        }),
      },
      { requiredKeys: ["name"] },
    ) as fc.Arbitrary<Partial<TrainerSpec>>;
    fc.assert(
      fc.property(specs, (spec) => {
        const first = plan(spec);
        expect(JSON.stringify(plan(structuredClone(spec)))).toBe(JSON.stringify(first));
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
        expect(Object.keys(first.origins)).toHaveLength(leavesOf(bodyOf(first)).length);
      }),
      { numRuns: 50 },
    );
  });

  it("changes none of what it was given", () => {
    const spec = { platforms: { sagemaker: { Tags: [{ Key: "team", Value: "nlp" }] } } };
    const before = structuredClone(spec);
    plan(spec);
    expect(spec).toEqual(before);
  });
});
