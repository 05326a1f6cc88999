import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, type CallOptions, type Plan, type TrainerSpec } from "@switchyard/core";
import { createYard, type Yard, type YardFaults } from "@switchyard/yard";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createSageMaker } from "../index.ts";
import type { SageMakerRequest } from "../native-types.ts";
import { resolveSettings, type SageMakerSettings } from "../settings.ts";
import { sagemakerDriver } from "./driver.ts";

const call: CallOptions = {};
const yards: Yard[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-sagemaker-"));
  await writeFile(join(folder, "train.py"), script);
});
afterEach(async () => void (await Promise.all(yards.splice(0).map((yard) => yard.close()))));
afterAll(() => rm(folder, { recursive: true }));

/** Prints, obeys its one argument, and leaves a model. */
const script = `
import argparse, os, time
parser = argparse.ArgumentParser()
parser.add_argument("--mode")
mode = parser.parse_args().mode
print("hello from", mode, os.environ.get("TOKEN"), flush=True)
if mode == "sleep":
    time.sleep(60)
if mode == "fail":
    raise ValueError("this script fails on purpose")
`;

async function open(faults?: YardFaults): Promise<{ yard: Yard; settings: SageMakerSettings }> {
  const yard = createYard({ stopGrace: 2000, ...(faults === undefined ? {} : { faults }) });
  yards.push(yard);
  const { url } = await yard.listen();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return {
    yard,
    settings: {
      region: "us-east-1",
      role: "arn:aws:iam::111122223333:role/Training",
      store: "s3://bucket/switchyard",
      endpoint: url,
      credentials,
      pollInterval: 50,
    },
  };
}

const specOf = (mode: string): TrainerSpec => ({
  name: "tiny",
  source: ".",
  entryPoint: "train.py",
  scriptArgs: { mode },
});
const created = (yard: Yard) =>
  yard.requests.filter(
    ({ operation, status }) => operation === "CreateTrainingJob" && (status === 200 || status === undefined),
  );

describe("a job on SageMaker", () => {
  it("runs from its bundle to its end, and another process can pick it up", async () => {
    const { yard, settings } = await open();
    const estimator = createSageMaker(settings).estimator(specOf("work"), { folder });
    const job = await estimator.fit();
    expect(job.created).toBe(true);
    const lines: string[] = [];
    for await (const event of job.logs()) lines.push(event.line);
    expect(lines.join("\n")).toContain("hello from work");
    const snapshot = await createSageMaker(settings).attach(job.uri).status();
    expect(snapshot).toMatchObject({
      state: "succeeded",
      nativeState: "Completed",
      artifact: expect.stringMatching(/^s3:\/\/bucket\/switchyard\/models\/tiny-.*\/output\/model\.tar\.gz$/) as string,
      identity: { run: "1", attempt: 1 },
    });
    expect(snapshot.billableSeconds).toBeGreaterThan(0);
    expect(created(yard)).toHaveLength(1);

    const again = await estimator.fit();
    expect([again.uri, again.created]).toEqual([job.uri, false]);
    const other = await estimator.fit({ run: "2" });
    expect(other.created).toBe(true);
    expect(other.uri).not.toBe(job.uri);
    await other.cancel();
  });

  it("is sent exactly as it was planned", async () => {
    const { yard, settings } = await open();
    const estimator = createSageMaker(settings).estimator(specOf("work"), { folder });
    const plan = await estimator.plan();
    await (await estimator.fit(plan)).cancel();
    expect(created(yard).map(({ body }) => body)).toEqual([plan.requests[0]?.body]);
  });

  it("gets its secrets, which stay out of the plan", async () => {
    const { settings } = await open();
    process.env["SAGEMAKER_TEST_TOKEN"] = "open-sesame-17";
    const spec: TrainerSpec = {
      ...specOf("work"),
      environment: { secrets: { TOKEN: { env: "SAGEMAKER_TEST_TOKEN" } } },
    };
    const estimator = createSageMaker(settings).estimator(spec, { folder });
    expect(JSON.stringify(await estimator.plan())).not.toContain("open-sesame-17");
    const lines: string[] = [];
    for await (const event of (await estimator.fit()).logs()) lines.push(event.line);
    expect(lines.join("\n")).toContain("hello from work ***");
  });

  it("that fails says why", async () => {
    const { settings } = await open();
    const job = await createSageMaker(settings).estimator(specOf("fail"), { folder }).fit();
    await expect(job.wait()).rejects.toMatchObject({
      code: "job-failed",
      traceback: expect.stringContaining("this script fails on purpose") as string,
    });
    expect(await job.status()).toMatchObject({
      state: "failed",
      reason: "error",
      message: expect.stringContaining("AlgorithmError") as string,
    });
  });

  it("stops when it is asked to, however often", async () => {
    const { settings } = await open();
    const job = await createSageMaker(settings).estimator(specOf("sleep"), { folder }).fit();
    await job.cancel();
    await job.cancel();
    await expect(job.wait({ timeout: 15_000 })).rejects.toMatchObject({ code: "job-cancelled" });
    await job.cancel();
    expect(await job.status()).toMatchObject({ state: "cancelled", reason: "user" });
  });

  it("is made once although the reply to its creation is lost", async () => {
    const { yard, settings } = await open({ dropAfter: ["CreateTrainingJob"] });
    const job = await createSageMaker(settings).estimator(specOf("work"), { folder }).fit();
    expect(created(yard)).toHaveLength(1);
    expect(job.created).toBe(true);
    await job.cancel();
  });

  it("is made once on a service that throttles and fails", async () => {
    const { yard, settings } = await open({ throttle: 0.25, serverError: 0.1, seed: 7 });
    const job = await createSageMaker(settings).estimator(specOf("work"), { folder }).fit();
    await job.wait({ timeout: 18_000 });
    expect(created(yard)).toHaveLength(1);
  });
});

describe("the driver", () => {
  async function planned() {
    const { yard, settings } = await open();
    const driver = sagemakerDriver(resolveSettings(settings, () => undefined));
    const plan: Plan<SageMakerRequest> = await createSageMaker(settings).estimator(specOf("sleep"), { folder }).plan();
    const [request] = plan.requests;
    if (request === undefined) throw new Error("A plan has a request.");
    await driver.store.put(String(plan.uploads[0]?.to), bytes("no archive"), call);
    return { yard, driver, plan, ready: { request, body: request.body } };
  }

  it("finds a job by its identity only", async () => {
    const { driver, plan, ready } = await planned();
    expect(await driver.find(plan, call)).toBeUndefined();
    expect(await driver.send(ready, plan, call)).toMatchObject({ created: true });
    expect(await driver.find(plan, call)).toBe(plan.uri);
    expect(await driver.find({ ...plan, identity: { ...plan.identity, key: "another" } }, call)).toBeUndefined();
  });

  it("takes a name that its own identity holds for the job, and one that another holds for a conflict", async () => {
    const { driver, plan, ready } = await planned();
    await driver.send(ready, plan, call);
    expect(await driver.send(ready, plan, call)).toMatchObject({ created: false });
    await expect(
      driver.send(ready, { ...plan, identity: { ...plan.identity, attempt: 2 } }, call),
    ).rejects.toMatchObject({ code: "conflict", retryable: false });
  });

  it("describes many jobs in the order asked, and says when one does not exist", async () => {
    const { driver, plan, ready } = await planned();
    await driver.send(ready, plan, call);
    const uris = Array.from({ length: 9 }, () => String(plan.uri));
    expect((await driver.describe(uris, call)).map(({ uri }) => uri)).toEqual(uris);
    await expect(driver.describe([...uris, "sagemaker://us-east-1/training-job/nobody"], call)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("is not asked for the form of a URI: attach refuses what is none of SageMaker's at once", () => {
    const platform = createSageMaker();
    expect(platform.attach("sagemaker://us-east-1/training-job/bert-1").created).toBe(false);
    for (const uri of [
      "sagemaker://us-east-1/training-job/bert_1",
      "sagemaker://us-east-1/endpoint/x",
      "vertex://a/b/c",
      "sagemaker:///training-job/x",
    ]) {
      expect(() => platform.attach(uri)).toThrow(ConfigError);
    }
  });

  it("without a region says how to give one", async () => {
    const driver = sagemakerDriver(resolveSettings({}, () => undefined));
    await expect(driver.find({ requests: [] } as unknown as Plan<SageMakerRequest>, call)).rejects.toThrow(
      "AWS_REGION",
    );
  });
});

async function* bytes(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}
