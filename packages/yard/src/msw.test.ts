import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { CreateTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";

import { createClients, hasEnded, readLogs, trainingRequest, waitFor } from "../testing/clients.ts";
import { createYard, type Yard } from "./index.ts";
import { yardHandlers } from "./msw.ts";

const server = setupServer();
const clients = createClients();
let yard: Yard | undefined;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());
afterEach(async () => {
  server.resetHandlers();
  await yard?.close();
});

function open(...options: Parameters<typeof createYard>): Yard {
  yard = createYard(...options);
  server.use(...yardHandlers(yard));
  return yard;
}

it("answers the clients' own addresses inside the process", async () => {
  open();
  await clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest("inside", ["echo", "hello"])));
  expect((await waitFor(clients, "inside", hasEnded)).TrainingJobStatus).toBe("Completed");
  expect(await readLogs(clients, "inside")).toEqual({ "algo-1": ["hello"] });
});

it("takes buckets from host names and from paths", async () => {
  const { requests } = open();
  await clients.s3.send(new PutObjectCommand({ Bucket: "my-bucket", Key: "a/b c", Body: "by host" }));
  clients.s3.config.forcePathStyle = true;
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: "my-bucket", Key: "a/b c" }));
  clients.s3.config.forcePathStyle = false;
  expect(await Body?.transformToString()).toBe("by host");
  expect(requests.map(({ target }) => target)).toEqual(["PUT /a/b%20c", "GET /my-bucket/a/b%20c"]);
});

it("takes 12 MB in parts", async () => {
  open();
  const bytes = Buffer.alloc(12 * 1024 * 1024, "x");
  await new Upload({ client: clients.s3, params: { Bucket: "large", Key: "blob", Body: bytes } }).done();
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: "large", Key: "blob" }));
  expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
});

it("turns a dropped connection into a network error", async () => {
  const { requests } = open({ faults: { dropAfter: ["CreateTrainingJob"] } });
  await expect(
    clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest("cut", ["true"]))),
  ).rejects.toThrow();
  expect(requests[0]).toMatchObject({ operation: "CreateTrainingJob", status: undefined });
});
