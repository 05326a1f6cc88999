import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand } from "@aws-sdk/client-sagemaker";

import { createYard, type YardOptions } from "../src/index.ts";
import { createClients, trainingRequest } from "./clients.ts";

/** How long a started interpreter may take to say something on a busy machine. */
export const patience = { timeout: 10_000, interval: 20 };

/** A channel of one prefix or object. */
export const channel = (ChannelName: string, S3Uri: string) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri } },
});

/** A yard on a port, the vendor's clients, and short ways to say what a test of jobs says again and again. */
export async function openYard(options: YardOptions = {}) {
  const yard = createYard(options);
  const clients = createClients((await yard.listen()).url);
  const create = (...input: Parameters<typeof trainingRequest>) =>
    clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest(...input)));
  return {
    yard,
    clients,
    create,
    /** Creates a job whose container runs a Python file from its `code` channel. */
    async createPython(name: string, code: string) {
      const Key = `code/${name}.py`;
      await clients.s3.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: code }));
      return create(name, ["python3", `/opt/ml/input/data/code/${name}.py`], {
        InputDataConfig: [channel("code", `s3://bucket/${Key}`)],
      });
    },
    /** The bytes of an object in the bucket that every test uses. */
    async objectBytes(Key: string): Promise<Buffer> {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: "bucket", Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}

export type OpenYard = Awaited<ReturnType<typeof openYard>>;
