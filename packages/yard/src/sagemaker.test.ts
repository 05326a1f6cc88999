import {
  AddTagsCommand,
  CreateTrainingJobCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  type ListTrainingJobsCommandInput,
  StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, expect, it } from "vitest";

import { type Clients, createClients, hasEnded, trainingRequest, waitFor } from "../testing/clients.ts";
import { createYard, type Yard } from "./index.ts";

let yard: Yard;
let url: string;
let clients: Clients;

beforeAll(async () => {
  yard = createYard();
  url = (await yard.listen()).url;
  clients = createClients(url);
});

afterAll(() => yard.close());

const create = (...input: Parameters<typeof trainingRequest>) =>
  clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest(...input)));

/** Sends a body as it stands; the vendor's client would repair or drop what is wrong with it. */
async function post(operation: string, body: unknown): Promise<{ __type: string; message: string }> {
  const headers = { "x-amz-target": `SageMaker.${operation}`, "content-type": "application/x-amz-json-1.1" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as { __type: string; message: string };
}

it("names a broken constraint as the service does", async () => {
  await expect(create("bad_name!", ["true"])).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "1 validation error detected: Value 'bad_name!' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
  });
});

it("names all broken constraints at once, required members and nested ones too", async () => {
  const { __type, message } = await post("CreateTrainingJob", {
    ...trainingRequest("two", ["true"]),
    RoleArn: null,
    InputDataConfig: [{ ChannelName: "a b", DataSource: { S3DataSource: { S3DataType: "Wrong", S3Uri: "s3://b/k" } } }],
    Environment: { "1": "x" },
  });
  expect(__type).toBe("ValidationException");
  expect(message).toMatch(/^4 validation errors detected: /);
  expect(message).toContain("Value null at 'roleArn' failed to satisfy constraint: Member must not be null");
  expect(message).toContain(
    "Value 'a b' at 'inputDataConfig.1.member.channelName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9\\.\\-_]+",
  );
  expect(message).toContain(
    "Value 'Wrong' at 'inputDataConfig.1.member.dataSource.s3DataSource.s3DataType' failed to satisfy constraint: Member must satisfy enum value set: [",
  );
  expect(message).toContain(
    "Value '{1=x}' at 'environment' failed to satisfy constraint: Map keys must satisfy constraint: [",
  );
});

it("takes null for absent, but not within a list", async () => {
  const request = trainingRequest("nulls", ["true"], { HyperParameters: {} });
  expect(await post("CreateTrainingJob", { ...request, VpcConfig: null, Environment: null })).toHaveProperty(
    "TrainingJobArn",
  );
  expect(await post("DescribeTrainingJob", { TrainingJobName: "nulls" })).not.toHaveProperty("Environment");
  expect(await post("CreateTrainingJob", { ...request, AlgorithmSpecification: null })).toMatchObject({
    message: expect.stringContaining("AlgorithmSpecification is required"),
  });
  expect(await post("CreateTrainingJob", { ...request, InputDataConfig: [null] })).toMatchObject({
    message: expect.stringContaining(
      "Value null at 'inputDataConfig.1.member' failed to satisfy constraint: Member must not be null",
    ),
  });
});

it("refuses JSON of the wrong type, unknown members and unknown operations", async () => {
  expect(await post("CreateTrainingJob", { ...trainingRequest("typed", ["true"]), HyperParameters: { a: 1 } })).toEqual(
    {
      __type: "SerializationException",
      message: "NUMBER_VALUE can not be converted to a String",
    },
  );
  expect(await post("CreateTrainingJob", { ...trainingRequest("typed", ["true"]), Spot: true })).toMatchObject({
    __type: "SerializationException",
    message: expect.stringContaining('"Spot"'),
  });
  expect(await post("CreateTrainingJob", { ...trainingRequest("typed", ["true"]), Tags: {} })).toMatchObject({
    __type: "SerializationException",
  });
  expect(await post("CreateModel", {})).toMatchObject({
    __type: "UnknownOperationException",
    message: expect.stringContaining("CreateTrainingJob"),
  });
});

it.each([
  ["a spot job without MaxWaitTimeInSeconds", { EnableManagedSpotTraining: true }, "Invalid MaxWaitTimeInSeconds."],
  [
    "a wait that is shorter than the run",
    { EnableManagedSpotTraining: true, StoppingCondition: { MaxRuntimeInSeconds: 9, MaxWaitTimeInSeconds: 8 } },
    "Invalid MaxWaitTimeInSeconds.",
  ],
  ["more than 28 days", { StoppingCondition: { MaxRuntimeInSeconds: 2_419_201 } }, "28 days"],
  ["an output that is no S3 URI", { OutputDataConfig: { S3OutputPath: "https://bucket/out" } }, "Invalid S3OutputPath"],
  [
    "an image and an algorithm at once",
    { AlgorithmSpecification: { TrainingImage: "i", AlgorithmName: "a", TrainingInputMode: "File" as const } },
    "exactly one of TrainingImage and AlgorithmName",
  ],
  [
    "a count without a type",
    { ResourceConfig: { InstanceCount: 1, VolumeSizeInGB: 1 } },
    "InstanceType and InstanceCount",
  ],
  [
    "a role that is no ARN",
    { RoleArn: "training-role-that-is-no-arn" },
    "at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern",
  ],
])("refuses %s", async (_, more, text) => {
  await expect(create("ruled", ["true"], more)).rejects.toThrow(text);
});

it("keeps names unique within a region, and frees one on delete", async () => {
  await create("named", ["true"]);
  await expect(create("named", ["true"])).rejects.toMatchObject({
    name: "ResourceInUse",
    message: expect.stringContaining("training-job/named"),
  });
  const elsewhere = createClients(url).sagemaker;
  elsewhere.config.region = async () => "eu-west-1";
  const { TrainingJobArn } = await elsewhere.send(new CreateTrainingJobCommand(trainingRequest("named", ["true"])));
  expect(TrainingJobArn).toBe("arn:aws:sagemaker:eu-west-1:000000000000:training-job/named");
  await waitFor(clients, "named", hasEnded);
  await clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "named" }));
  await expect(
    clients.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "named" })),
  ).rejects.toMatchObject({ name: "ValidationException", message: "Requested resource not found." });
  await create("named", ["true"]);
});

it("refuses to stop what has ended and to delete what runs", async () => {
  await create("running", ["sleep", "30"]);
  await expect(
    clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "running" })),
  ).rejects.toMatchObject({ name: "ResourceInUse" });
  const stop = () => clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "running" }));
  await stop();
  await waitFor(clients, "running", hasEnded);
  await expect(stop()).rejects.toThrow("The request was rejected because the training job is in status Stopped.");
});

it("lists by name, status and time, sorted and in pages", async () => {
  for (const name of ["list-b", "list-a", "list-c"]) await create(name, ["true"]);
  const { CreationTime } = await waitFor(clients, "list-a", hasEnded);
  await Promise.all(["list-b", "list-c"].map((name) => waitFor(clients, name, hasEnded)));
  const list = async (more: ListTrainingJobsCommandInput) => {
    const { TrainingJobSummaries = [], NextToken } = await clients.sagemaker.send(
      new ListTrainingJobsCommand({ NameContains: "list-", ...more }),
    );
    return { names: TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName), NextToken };
  };
  expect((await list({})).names).toEqual(["list-b", "list-a", "list-c"]);
  expect((await list({ SortBy: "Name", SortOrder: "Descending" })).names).toEqual(["list-c", "list-b", "list-a"]);
  expect((await list({ CreationTimeAfter: CreationTime })).names).toEqual(["list-c"]);
  expect((await list({ StatusEquals: "Completed", CreationTimeBefore: CreationTime })).names).toEqual(["list-b"]);
  expect((await list({ StatusEquals: "Failed" })).names).toEqual([]);
  const first = await list({ MaxResults: 2 });
  expect(first.names).toEqual(["list-b", "list-a"]);
  expect(await list({ MaxResults: 2, NextToken: first.NextToken })).toEqual({
    names: ["list-c"],
    NextToken: undefined,
  });
  await expect(list({ NextToken: "x" })).rejects.toThrow("Invalid NextToken.");
});

it("keeps tags, which only ListTags shows", async () => {
  const { TrainingJobArn: ResourceArn } = await create("tagged", ["true"], { Tags: [{ Key: "a", Value: "1" }] });
  await clients.sagemaker.send(
    new AddTagsCommand({
      ResourceArn,
      Tags: [
        { Key: "a", Value: "2" },
        { Key: "b", Value: "3" },
      ],
    }),
  );
  const { Tags } = await clients.sagemaker.send(new ListTagsCommand({ ResourceArn }));
  expect(Tags).toEqual([
    { Key: "a", Value: "2" },
    { Key: "b", Value: "3" },
  ]);
  const body = await post("DescribeTrainingJob", { TrainingJobName: "tagged" });
  expect(body).not.toHaveProperty("Tags");
  expect(Date.now() / 1000 - (body as unknown as { CreationTime: number }).CreationTime).toBeLessThan(60);
});

it("remembers requests without their signature", () => {
  const first = yard.requests.find(({ operation }) => operation === "CreateTrainingJob");
  expect(first).toMatchObject({
    service: "sagemaker",
    target: "SageMaker.CreateTrainingJob",
    region: "us-east-1",
    status: 400,
    body: { TrainingJobName: "bad_name!" },
  });
  expect(JSON.stringify(yard.requests)).not.toContain("AWS4-HMAC");
});
