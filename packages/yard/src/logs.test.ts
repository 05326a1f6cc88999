import {
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, expect, it } from "vitest";

import { type Clients, createClients, hasEnded, readLogs, trainingRequest, waitFor } from "../testing/clients.ts";
import { createYard, type Yard } from "./index.ts";

const logGroupName = "/aws/sagemaker/TrainingJobs";
let yard: Yard;
let clients: Clients;

beforeAll(async () => {
  yard = createYard();
  clients = createClients((await yard.listen()).url);
});

afterAll(() => yard.close());

async function run(name: string, script: string): Promise<void> {
  await clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest(name, ["sh", "-c", script])));
  expect((await waitFor(clients, name, hasEnded)).TrainingJobStatus).toBe("Completed");
}

async function streamOf(name: string): Promise<string> {
  const { logStreams } = await clients.logs.send(
    new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${name}/` }),
  );
  return logStreams?.[0]?.logStreamName ?? "";
}

const page = (logStreamName: string, more: Partial<GetLogEventsCommandInput> = {}) =>
  clients.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...more }));
const messages = (answer: { events?: { message?: string | undefined }[] | undefined }) =>
  answer.events?.map(({ message }) => message) ?? [];

it("knows no log group before the first line", async () => {
  await expect(clients.logs.send(new DescribeLogStreamsCommand({ logGroupName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

it("gives 25,000 lines in three pages and ends where the token repeats", async () => {
  await run("long", "seq 1 25000");
  const stream = await streamOf("long");
  expect(stream).toMatch(/^long\/algo-1-\d{13}$/);
  const sizes: number[] = [];
  let last: string | undefined;
  for (let nextToken: string | undefined; ;) {
    const answer = await page(stream, { startFromHead: true, ...(nextToken === undefined ? {} : { nextToken }) });
    sizes.push(answer.events?.length ?? 0);
    last = answer.events?.at(-1)?.message ?? last;
    if (answer.nextForwardToken === nextToken) break;
    nextToken = answer.nextForwardToken;
  }
  expect([sizes, last]).toEqual([[10_000, 10_000, 5_000, 0], "25000"]);
});

it("begins at the end unless told otherwise, and pages back to the head", async () => {
  await run("back", "seq 1 7");
  const stream = await streamOf("back");
  const newest = await page(stream, { limit: 3 });
  const older = await page(stream, { limit: 3, nextToken: newest.nextBackwardToken });
  const oldest = await page(stream, { limit: 3, nextToken: older.nextBackwardToken });
  const before = await page(stream, { limit: 3, nextToken: oldest.nextBackwardToken });
  expect([newest, older, oldest, before].map(messages)).toEqual([["5", "6", "7"], ["2", "3", "4"], ["1"], []]);
  expect(before.nextBackwardToken).toBe(oldest.nextBackwardToken);
  expect(messages(await page(stream, { nextToken: older.nextForwardToken }))).toEqual(["5", "6", "7"]);
});

it("ends a page at 1 MB", async () => {
  await run("wide", `head -c 2000000 /dev/zero | tr '\\0' x | fold -w 200000`);
  const stream = await streamOf("wide");
  expect(messages(await page(stream, { startFromHead: true }))).toHaveLength(5);
  expect(messages(await page(stream))).toHaveLength(5);
  expect((await readLogs(clients, "wide"))["algo-1"]).toHaveLength(10);
});

it("filters by time, both from the head and with a token", async () => {
  await run("timed", "echo early; sleep 0.2; echo late");
  const stream = await streamOf("timed");
  const [early, late] = (await page(stream, { startFromHead: true })).events ?? [];
  expect((late?.timestamp ?? 0) - (early?.timestamp ?? 0)).toBeGreaterThanOrEqual(150);
  expect(messages(await page(stream, { startFromHead: true, startTime: late?.timestamp }))).toEqual(["late"]);
  expect(messages(await page(stream, { startFromHead: true, endTime: late?.timestamp }))).toEqual(["early"]);
});

it("keeps carriage returns and cut characters, and leaves empty lines out", async () => {
  await run("odd", "printf '10%%\\r20%%\\r\\n\\nh\\303'; sleep 0.1; printf '\\244llo'");
  expect((await readLogs(clients, "odd"))["algo-1"]).toEqual(["10%\r20%\r", "hällo"]);
});

it("refuses tokens and orders that the service refuses", async () => {
  await run("asked", "echo 1");
  const stream = await streamOf("asked");
  await expect(page(stream, { nextToken: "f/12" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(page("absent")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(page(stream, { limit: 10_001 })).rejects.toThrow(
    "Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
  );
  const byTime = new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: "a", orderBy: "LastEventTime" });
  await expect(clients.logs.send(byTime)).rejects.toThrow("Cannot order by LastEventTime with a logStreamNamePrefix.");
});
