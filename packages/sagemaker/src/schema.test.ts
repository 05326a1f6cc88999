import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { checkRequest } from "./schema.ts";

const good = {
  TrainingJobName: "bert-1",
  RoleArn: "arn:aws:iam::111122223333:role/Training",
  AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://bucket/models" },
  ResourceConfig: { InstanceType: "ml.g5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
} satisfies CreateTrainingJobRequest;

const faultsOf = (body: object) =>
  checkRequest("CreateTrainingJob", body, "/b").map(({ code, path }) => `${code} ${path}`);

describe("a CreateTrainingJob body", () => {
  it("passes when Amazon's model allows it", () => {
    expect(faultsOf(good)).toEqual([]);
  });

  it("may hold placeholders wherever the model wants text", () => {
    expect(
      faultsOf({ ...good, RoleArn: { $setting: "sagemaker.role" }, Environment: { TOKEN: { $secret: "TOKEN" } } }),
    ).toEqual([]);
    expect(faultsOf({ ...good, StoppingCondition: { $setting: "x" } })).toContain("native-type /b/StoppingCondition");
  });

  it.each<[string, object, string]>([
    ["a missing member", { ...good, RoleArn: undefined }, "native-missing /b/RoleArn"],
    [
      "a missing member further down",
      { ...good, OutputDataConfig: {} },
      "native-missing /b/OutputDataConfig/S3OutputPath",
    ],
    ["an unknown member", { ...good, MaxRuntime: 3 }, "native-unknown /b/MaxRuntime"],
    ["a member named like something every object has", { ...good, constructor: 3 }, "native-unknown /b/constructor"],
    [
      "text for a number",
      { ...good, StoppingCondition: { MaxRuntimeInSeconds: "3600" } },
      "native-type /b/StoppingCondition/MaxRuntimeInSeconds",
    ],
    [
      "a fraction for a whole number",
      { ...good, StoppingCondition: { MaxRuntimeInSeconds: 1.5 } },
      "native-type /b/StoppingCondition/MaxRuntimeInSeconds",
    ],
    ["null", { ...good, Environment: null }, "native-type /b/Environment"],
    ["a list for an object", { ...good, VpcConfig: [] }, "native-type /b/VpcConfig"],
    [
      "a number for text in a map",
      { ...good, HyperParameters: { epochs: 3 } },
      "native-type /b/HyperParameters/epochs",
    ],
    [
      "a number below its range",
      { ...good, StoppingCondition: { MaxRuntimeInSeconds: 0 } },
      "native-range /b/StoppingCondition/MaxRuntimeInSeconds",
    ],
    ["an empty list of channels", { ...good, InputDataConfig: [] }, "native-range /b/InputDataConfig"],
    ["text that is too long", { ...good, Environment: { A: "x".repeat(513) } }, "native-range /b/Environment/A"],
    [
      "a word that is none",
      { ...good, AlgorithmSpecification: { TrainingImage: "i", TrainingInputMode: "Files" } },
      "native-enum /b/AlgorithmSpecification/TrainingInputMode",
    ],
    [
      "a machine that does not exist",
      { ...good, ResourceConfig: { InstanceType: "ml.g5.xxlarge", InstanceCount: 1 } },
      "native-enum /b/ResourceConfig/InstanceType",
    ],
    ["a name with an underscore", { ...good, TrainingJobName: "bert_1" }, "native-pattern /b/TrainingJobName"],
    [
      "a name with a line break at its end",
      { ...good, TrainingJobName: "bert-1\n" },
      "native-pattern /b/TrainingJobName",
    ],
    [
      "a variable's name that no shell takes",
      { ...good, Environment: { "1A": "x" } },
      "native-pattern /b/Environment/1A",
    ],
    [
      "a fault in a list",
      {
        ...good,
        Tags: [
          { Key: "a", Value: "b" },
          { Key: "ä!", Value: "b" },
        ],
      },
      "native-pattern /b/Tags/1/Key",
    ],
  ])("is refused for %s", (_name, body, expected) => {
    expect(faultsOf(body)).toEqual([expected]);
  });

  it.each<[string, object, string]>([
    [
      "a wait shorter than the run",
      { ...good, StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 60 } },
      "native-wait /b/StoppingCondition/MaxWaitTimeInSeconds",
    ],
    [
      "spot without a wait",
      { ...good, EnableManagedSpotTraining: true },
      "native-wait /b/StoppingCondition/MaxWaitTimeInSeconds",
    ],
    [
      "a volume key on a machine with disks of its own",
      { ...good, ResourceConfig: { ...good.ResourceConfig, VolumeKmsKeyId: "key" } },
      "native-volume-key /b/ResourceConfig/VolumeKmsKeyId",
    ],
    [
      "two things to run",
      { ...good, AlgorithmSpecification: { ...good.AlgorithmSpecification, AlgorithmName: "mine" } },
      "native-image /b/AlgorithmSpecification",
    ],
    [
      "nothing to run",
      { ...good, AlgorithmSpecification: { TrainingInputMode: "File" } },
      "native-image /b/AlgorithmSpecification",
    ],
    [
      "a warm pool on spot machines",
      {
        ...good,
        EnableManagedSpotTraining: true,
        StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 1 },
        ResourceConfig: { ...good.ResourceConfig, KeepAlivePeriodInSeconds: 60 },
      },
      "native-keep-alive /b/ResourceConfig/KeepAlivePeriodInSeconds",
    ],
    [
      "29 days",
      { ...good, StoppingCondition: { MaxRuntimeInSeconds: 29 * 86_400 } },
      "native-runtime /b/StoppingCondition/MaxRuntimeInSeconds",
    ],
  ])("is refused for %s, which the model alone does not know", (_name, body, expected) => {
    expect(faultsOf(body)).toEqual([expected]);
  });

  it("gets every problem at once, with the nearest name", () => {
    const problems = checkRequest("CreateTrainingJob", {
      ...good,
      TrainingJobNam: "x",
      RoleArn: "nobody-that-we-know-of",
      ResourceConfig: { ...good.ResourceConfig, InstanceType: "ml.g5.xlarg" },
    });
    expect(problems.map(({ path, fix }) => [path, fix])).toEqual([
      ["/RoleArn", undefined],
      ["/ResourceConfig/InstanceType", 'Did you mean "ml.g5.xlarge"?'],
      ["/TrainingJobNam", "Did you mean `TrainingJobName`?"],
    ]);
  });

  it("never has a value of its environment shown", () => {
    const secret = "very-secret".repeat(60);
    const [problem] = checkRequest("CreateTrainingJob", { ...good, Environment: { TOKEN: secret } });
    expect(JSON.stringify(problem)).not.toContain("very-secret");
    expect(
      JSON.stringify(checkRequest("CreateTrainingJob", { ...good, Environment: { TOKEN: { value: "very-secret" } } })),
    ).not.toContain("very-secret");
  });
});

it("a pattern in the dialect of Java is understood", () => {
  const arn = "arn:aws:lambda:us-east-1:111122223333:function:f";
  const config = {
    TrainingRepositoryAccessMode: "Vpc",
    TrainingRepositoryAuthConfig: { TrainingRepositoryCredentialsProviderArn: arn },
  };
  expect(
    faultsOf({
      ...good,
      AlgorithmSpecification: { ...good.AlgorithmSpecification, TrainingImageConfig: config },
      VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
    }),
  ).toEqual([]);
});

it.each([
  ["Équipe 数据", []],
  ["team: a/b=c+d-e@f_1.", []],
  ["a;b", ["native-pattern /b/Tags/0/Value"]],
  ["é;b", ["native-pattern /b/Tags/0/Value"]],
  ["a\nb", ["native-pattern /b/Tags/0/Value"]],
])("a tag %j is judged by the letters, digits and spaces of every alphabet", (value, expected) => {
  expect(faultsOf({ ...good, Tags: [{ Key: "team", Value: value }] })).toEqual(expected);
});

it("an operation without a model is a mistake of the caller", () => {
  expect(() => checkRequest("CreateEndpoint", {})).toThrow("no model of the operation CreateEndpoint");
});
