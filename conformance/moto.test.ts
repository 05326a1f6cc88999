import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeTrainingJobCommand, ListTrainingJobsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SwitchyardError, type ObjectStore, type TrainingJob, type TrainingPlan } from "@switchyard/core";
import { createSageMaker, type SageMaker } from "@switchyard/sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveSettings } from "../packages/sagemaker/src/settings.ts";
import { sagemakerDriver } from "../packages/sagemaker/src/training/driver.ts";
import { echoed, files, spec } from "./moto-job.ts";
import { startMoto, type Listening } from "./support/listening.ts";
import { pythonOf } from "./support/python.ts";
import { bodyOfRecorded, startRecording } from "./support/recording.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_MOTO");
const region = "us-east-1";
const credentials = { accessKeyId: "moto", secretAccessKey: "moto" };

describe.skipIf(python === "")(`SageMaker and S3 as moto has them${note}`, () => {
  let folder: string;
  let source: string;
  let recording: string;
  let moto: Listening;
  let platform: SageMaker;
  let store: ObjectStore;
  let sagemaker: SageMakerClient;
  let s3: S3Client;
  let plan: TrainingPlan<"sagemaker">;
  let job: TrainingJob;

  beforeAll(async () => {
    process.env["SWITCHYARD_TEST_TOKEN"] = "hf_not_a_token";
    folder = mkdtempSync(join(tmpdir(), "switchyard-moto-"));
    source = mkdtempSync(join(tmpdir(), "switchyard-moto-source-"));
    recording = join(folder, "recording");
    for (const [path, content] of Object.entries(files)) writeFileSync(join(source, path), content);
    moto = await startMoto(python, recording);
    const settings = {
      region,
      role: "arn:aws:iam::111122223333:role/Training",
      store: "s3://bucket/jobs",
      endpoint: moto.url,
      credentials,
    };
    platform = createSageMaker(settings);
    store = sagemakerDriver(resolveSettings(settings, () => undefined)).store;
    sagemaker = new SageMakerClient({ endpoint: moto.url, region, credentials });
    s3 = new S3Client({ endpoint: moto.url, region, credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await startRecording(moto.url);

    const estimator = platform.estimator(spec, { folder: source });
    plan = await estimator.plan();
    job = await estimator.fit(plan);
  });
  afterAll(async () => {
    delete process.env["SWITCHYARD_TEST_TOKEN"];
    for (const client of [sagemaker, s3]) client.destroy();
    await moto.end();
    for (const each of [folder, source]) rmSync(each, { recursive: true, force: true });
  });

  it("gets the request that was planned, with nothing but the secret filled in", () => {
    const planned = plan.requests[0]?.body;
    expect(planned?.Environment).toEqual({ HF_TOKEN: { $secret: "HF_TOKEN" } });
    const bodies = bodyOfRecorded(recording, "SageMaker.CreateTrainingJob");
    expect(bodies).toEqual([{ ...planned, Environment: { HF_TOKEN: "hf_not_a_token" } }]);
  });

  it("keeps what it describes: machines, channels, limits, image", async () => {
    const { TrainingJobName } = plan.requests[0]?.body ?? {};
    const described = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
    const { TrainingInputMode, TrainingImage } = plan.requests[0]?.body.AlgorithmSpecification ?? {};
    expect(described).toMatchObject({
      ...pick(plan.requests[0]?.body ?? {}, echoed),
      AlgorithmSpecification: { TrainingInputMode, TrainingImage },
    });
  });

  it("gives back a bundle of several parts that unpacks to the same files", async () => {
    const [upload] = plan.uploads;
    const uri = String(upload?.to);
    const { host: Bucket, pathname } = new URL(uri);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: pathname.slice(1) }));
    expect(head.ETag).toMatch(/-2"$/);

    const chunks: Uint8Array[] = [];
    for await (const chunk of store.get(uri)) chunks.push(chunk);
    const archive = join(folder, "bundle.tar.gz");
    writeFileSync(archive, Buffer.concat(chunks));
    expect(head.ContentLength).toBe(readFileSync(archive).length);
    const unpacked = mkdtempSync(join(folder, "unpacked-"));
    execFileSync("tar", ["-xzf", archive, "-C", unpacked]);
    for (const [path, content] of Object.entries(files)) {
      expect(readFileSync(join(unpacked, path)).equals(content), path).toBe(true);
    }
  });

  it("shows a job that succeeded, whose model and identity are told", async () => {
    expect(job.created).toBe(true);
    expect(job.uri).toBe(plan.uri);
    expect(await job.status()).toMatchObject({
      state: "succeeded",
      nativeState: expect.stringContaining("Completed"),
      identity: plan.identity,
    });
    const model = await job.wait();
    expect(model).toMatchObject({ job: job.uri, lineage: plan.identity, metrics: {} });
    expect(model.artifact).toMatch(/^s3:\/\/bucket\/jobs\/models\//);
  });

  it("is sent no second job by a second fit", async () => {
    const again = await platform.estimator(spec, { folder: source }).fit();
    expect(again).toMatchObject({ created: false, uri: job.uri });
    expect(bodyOfRecorded(recording, "SageMaker.CreateTrainingJob")).toHaveLength(1);
    const { TrainingJobSummaries } = await sagemaker.send(new ListTrainingJobsCommand({}));
    expect(TrainingJobSummaries).toHaveLength(1);
  });

  it("stores, finds, lists and removes objects", async () => {
    const uris = Array.from({ length: 3 }, (_, index) => `s3://bucket/objects/a b+ü%20=${index}.bin`);
    for (const [index, uri] of uris.entries()) await store.put(uri, bytes(Buffer.alloc(index * 1000, index)));
    const missing = "s3://bucket/objects/none";
    expect(await store.head(missing)).toBeUndefined();
    expect(await store.head(uris[2] ?? "")).toEqual({ size: 2000 });
    expect(await listed("s3://bucket/objects/")).toEqual(uris.map((uri, index) => ({ uri, size: index * 1000 })));
    await store.remove(uris[1] ?? "");
    await store.remove(missing);
    expect((await listed("s3://bucket/objects/")).map(({ uri }) => uri)).toEqual([uris[0], uris[2]]);
    await expect(read(missing)).rejects.toMatchObject({ code: "not-found" });
    await expect(read("s3://no-such-bucket/key")).rejects.toMatchObject({
      code: "not-found",
      hint: expect.stringContaining("bucket"),
    });
  });

  it("lists more objects than one page holds", async () => {
    const uris = Array.from({ length: 1_005 }, (_, index) => `s3://bucket/many/${String(index).padStart(4, "0")}`);
    for (let first = 0; first < uris.length; first += 50) {
      await Promise.all(uris.slice(first, first + 50).map((uri) => store.put(uri, bytes(Buffer.from("x")))));
    }
    expect((await listed("s3://bucket/many/")).map(({ uri }) => uri)).toEqual(uris);
  });

  it("has no job of another name, and that is `not-found`", async () => {
    const unknown = platform.attach(`${job.uri.slice(0, job.uri.lastIndexOf("/"))}/nobody-made-this`);
    await expect(unknown.status()).rejects.toSatisfy((error) => SwitchyardError.is(error, "not-found"));
  });

  it("cannot stop jobs, and that is an error of ours, not a crash", async () => {
    const error: unknown = await job.cancel({ timeout: 60_000 }).catch((caught: unknown) => caught);
    expect(SwitchyardError.is(error, "unavailable"), String(error)).toBe(true);
    expect(error).toMatchObject({
      platform: "sagemaker",
      message: expect.stringMatching(/^AWS answered StopTrainingJob with .*500/),
    });
    expect((await job.status()).state).toBe("succeeded");
  });

  async function read(uri: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.get(uri)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async function listed(uri: string): Promise<{ uri: string; size: number }[]> {
    const objects: { uri: string; size: number }[] = [];
    for await (const object of store.list(uri)) objects.push(object);
    return objects;
  }
});

function pick<T extends object, K extends keyof T>(whole: Partial<T>, keys: readonly K[]): Partial<T> {
  return Object.fromEntries(keys.map((key) => [key, whole[key]])) as Partial<T>;
}

async function* bytes(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content;
}
