import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand, ListTrainingJobsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { afterEach, expect, it } from "vitest";

import { createClients, trainingRequest } from "../testing/clients.ts";
import { openRay } from "../testing/ray-client.ts";
import { createYard, type Yard, type YardFaults } from "./index.ts";

let yard: Yard | undefined;

afterEach(() => yard?.close());

async function misbehaving(faults: YardFaults) {
  yard = createYard({ faults });
  const { url: endpoint } = await yard.listen();
  const shared = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "A", secretAccessKey: "s" },
    maxAttempts: 1,
  };
  return {
    yard,
    endpoint,
    sagemaker: new SageMakerClient(shared),
    s3: new S3Client({ ...shared, forcePathStyle: true }),
  };
}

it("throttles every service in its own words", async () => {
  const { sagemaker, s3 } = await misbehaving({ throttle: 1 });
  await expect(sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
    name: "ThrottlingException",
    $metadata: { httpStatusCode: 400 },
  });
  await expect(s3.send(new PutObjectCommand({ Bucket: "b1b", Key: "k", Body: "v" }))).rejects.toMatchObject({
    name: "SlowDown",
    $metadata: { httpStatusCode: 503 },
  });
});

it("throttles a share of the requests, the same one for the same seed", async () => {
  const outcomes = async () => {
    const { sagemaker, yard: current } = await misbehaving({ throttle: 0.5, seed: 7 });
    for (let index = 0; index < 20; index += 1)
      await sagemaker.send(new ListTrainingJobsCommand({})).catch(() => undefined);
    await current.close();
    return current.requests.map(({ status }) => status);
  };
  const first = await outcomes();
  expect(await outcomes()).toEqual(first);
  expect(new Set(first)).toEqual(new Set([200, 400]));
});

it("fails a streamed upload with a reply, not with a reset connection", async () => {
  const { s3 } = await misbehaving({ serverError: 1 });
  const Body = Buffer.alloc(3 * 1024 * 1024);
  await expect(s3.send(new PutObjectCommand({ Bucket: "b1b", Key: "k", Body }))).rejects.toMatchObject({
    name: "InternalError",
  });
});

it("drops the reply of a job that it created, so that the client's retry finds it there", async () => {
  const { endpoint, yard: current } = await misbehaving({ dropAfter: ["CreateTrainingJob"] });
  const { sagemaker } = createClients(endpoint);
  await expect(
    sagemaker.send(new CreateTrainingJobCommand(trainingRequest("dropped", ["true"]))),
  ).rejects.toMatchObject({ name: "ResourceInUse" });
  expect(current.requests.map(({ status }) => status)).toEqual([undefined, 400]);
});

it("drops a download by its probability", async () => {
  const { s3 } = await misbehaving({ dropAfter: 1 });
  await s3.send(new PutObjectCommand({ Bucket: "b1b", Key: "k", Body: "v" })).catch(() => undefined);
  await expect(s3.send(new GetObjectCommand({ Bucket: "b1b", Key: "k" }))).rejects.toThrow(/socket hang up|ECONNRESET/);
});

it("throttles and breaks Ray's dashboard too, in its own words", async () => {
  const busy = await openRay({ faults: { throttle: 1 } });
  expect((await busy.submit("true")).status).toBe(429);
  expect(JSON.parse((await busy.call("GET", "/api/v0/nodes")).text)).toMatchObject({ result: false });
  await busy.yard.close();
  const broken = await openRay({ faults: { serverError: 1 } });
  expect(await broken.submit("true")).toEqual({ status: 500, text: expect.stringContaining("Traceback") });
  await broken.yard.close();
});

it("takes a submission and cuts the connection, so that the id is found taken", async () => {
  const { yard: current, submit, reaches } = await openRay({ faults: { dropAfter: ["POST /api/jobs/"] } });
  await expect(submit("true", { submission_id: "dropped" })).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect((await submit("true", { submission_id: "dropped" })).status).toBe(500);
  expect((await reaches("dropped", "SUCCEEDED"))["status"]).toBe("SUCCEEDED");
  await current.close();
});

it("leaves the services alone that are not named", async () => {
  const { sagemaker, s3 } = await misbehaving({ throttle: 1, services: ["s3"] });
  await expect(sagemaker.send(new ListTrainingJobsCommand({}))).resolves.toMatchObject({ TrainingJobSummaries: [] });
  await expect(s3.send(new PutObjectCommand({ Bucket: "b1b", Key: "k", Body: "v" }))).rejects.toThrow("reduce");
});
