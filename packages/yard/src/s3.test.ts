import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createClients } from "../testing/clients.ts";
import { createYard, type Yard } from "./index.ts";

let yard: Yard;
let url: string;
let s3: ReturnType<typeof createClients>["s3"];

beforeAll(async () => {
  yard = createYard();
  url = (await yard.listen()).url;
  s3 = createClients(url).s3;
});

afterAll(() => yard.close());

const put = (Bucket: string, Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const keys = (entries: { Key?: string | undefined }[] | undefined) => entries?.map(({ Key }) => Key);

it("gives an object back as it was put: bytes, type, metadata, checksum", async () => {
  const Key = "a key/with ünïcode & (signs)+%.txt";
  const stored = await s3.send(
    new PutObjectCommand({
      Bucket: "plain",
      Key,
      Body: "hällo",
      ContentType: "text/plain",
      Metadata: { made: "here" },
    }),
  );
  const got = await s3.send(new GetObjectCommand({ Bucket: "plain", Key, ChecksumMode: "ENABLED" }));
  expect(await got.Body?.transformToString()).toBe("hällo");
  expect(got).toMatchObject({
    ContentType: "text/plain",
    Metadata: { made: "here" },
    ContentLength: 6,
    ETag: stored.ETag,
    ChecksumCRC32: stored.ChecksumCRC32,
  });
  expect(stored.ETag).toBe(`"${createHash("md5").update("hällo").digest("hex")}"`);
});

it("uploads 12 MB from a stream of unknown length in parts", async () => {
  const bytes = randomBytes(12 * 1024 * 1024);
  const chunks = Array.from({ length: 48 }, (_, index) => bytes.subarray(index * 262_144, (index + 1) * 262_144));
  await new Upload({ client: s3, params: { Bucket: "large", Key: "blob", Body: Readable.from(chunks) } }).done();
  const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: "large", Key: "blob", ChecksumMode: "ENABLED" }));
  expect(ETag).toMatch(/-3"$/);
  expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
  const parts = yard.requests.filter(({ operation }) => operation === "UploadPart").map(({ body }) => body);
  expect(parts).toHaveLength(3);
  expect(parts).toEqual(expect.arrayContaining([5_242_880, 5_242_880, 2_097_152]));
});

it("decodes a streamed put with a trailing checksum", async () => {
  const Body = Readable.from([Buffer.from("one "), Buffer.from("two")]);
  await s3.send(new PutObjectCommand({ Bucket: "plain", Key: "streamed", Body, ContentLength: 7 }));
  const { Body: got } = await s3.send(new GetObjectCommand({ Bucket: "plain", Key: "streamed" }));
  expect(await got?.transformToString()).toBe("one two");
});

it("answers ranges, and refuses one behind the end", async () => {
  await put("plain", "digits", "0123456789");
  const range = async (Range: string) => {
    const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket: "plain", Key: "digits", Range }));
    return [await Body?.transformToString(), ContentRange];
  };
  expect(await range("bytes=2-4")).toEqual(["234", "bytes 2-4/10"]);
  expect(await range("bytes=7-")).toEqual(["789", "bytes 7-9/10"]);
  expect(await range("bytes=-1")).toEqual(["9", "bytes 9-9/10"]);
  await expect(range("bytes=10-")).rejects.toMatchObject({ name: "InvalidRange" });
});

it("lists by prefix and delimiter, page by page", async () => {
  for (const key of ["a/1", "a/2", "b/1", "c", "d"]) await put("listed", key, key);
  const top = await s3.send(new ListObjectsV2Command({ Bucket: "listed", Delimiter: "/" }));
  expect([keys(top.Contents), top.CommonPrefixes?.map(({ Prefix }) => Prefix), top.KeyCount]).toEqual([
    ["c", "d"],
    ["a/", "b/"],
    4,
  ]);
  const below = await s3.send(new ListObjectsV2Command({ Bucket: "listed", Prefix: "a/" }));
  expect(keys(below.Contents)).toEqual(["a/1", "a/2"]);
  const pages: (string | undefined)[][] = [];
  for (let ContinuationToken: string | undefined; ;) {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: "listed",
        MaxKeys: 2,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      }),
    );
    pages.push(keys(page.Contents) ?? []);
    ContinuationToken = page.NextContinuationToken;
    if (page.IsTruncated !== true) break;
  }
  expect(pages).toEqual([["a/1", "a/2"], ["b/1", "c"], ["d"]]);
});

it("deletes one object and many, and forgets nothing else", async () => {
  for (const key of ["1", "2", "3", "<&>"]) await put("deleted", key, key);
  await s3.send(new DeleteObjectCommand({ Bucket: "deleted", Key: "1" }));
  const { Deleted } = await s3.send(
    new DeleteObjectsCommand({ Bucket: "deleted", Delete: { Objects: [{ Key: "2" }, { Key: "<&>" }] } }),
  );
  expect(keys(Deleted)).toEqual(["2", "<&>"]);
  expect(keys((await s3.send(new ListObjectsV2Command({ Bucket: "deleted" }))).Contents)).toEqual(["3"]);
});

it("refuses what is not there in the vendor's words", async () => {
  await expect(s3.send(new GetObjectCommand({ Bucket: "plain", Key: "absent" }))).rejects.toMatchObject({
    name: "NoSuchKey",
    $metadata: { httpStatusCode: 404 },
  });
  await expect(s3.send(new HeadObjectCommand({ Bucket: "plain", Key: "absent" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  await expect(s3.send(new HeadBucketCommand({ Bucket: "Bad_Name" }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 400 },
  });
  await expect(
    s3.send(new CopyObjectCommand({ Bucket: "plain", Key: "copy", CopySource: "plain/digits" })),
  ).rejects.toThrow("does not answer CopyObject");
});

it("refuses bytes that are not those that were meant", async () => {
  const request = new PutObjectCommand({ Bucket: "plain", Key: "broken", Body: "abc", ChecksumCRC32: "AAAAAA==" });
  await expect(s3.send(request)).rejects.toMatchObject({ name: "BadDigest" });
  await expect(s3.send(new HeadObjectCommand({ Bucket: "plain", Key: "broken" }))).rejects.toMatchObject({
    name: "NotFound",
  });
});

it("keeps a multipart upload apart until it is completed, and drops an aborted one", async () => {
  const target = { Bucket: "parts", Key: "whole" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const part = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: "abc" }));
  await expect(s3.send(new HeadObjectCommand(target))).rejects.toMatchObject({ name: "NotFound" });
  const complete = (ETag: string | undefined) =>
    s3.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
  await expect(complete('"0"')).rejects.toMatchObject({ name: "InvalidPart" });
  await complete(part.ETag);
  expect((await s3.send(new HeadObjectCommand(target))).ContentLength).toBe(3);
  await expect(s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }))).rejects.toMatchObject({
    name: "NoSuchUpload",
  });
});

it("writes an object once where the client asks for that", async () => {
  const once = () => s3.send(new PutObjectCommand({ Bucket: "plain", Key: "once", Body: "1", IfNoneMatch: "*" }));
  await once();
  await expect(once()).rejects.toMatchObject({ name: "PreconditionFailed" });
});

it("creates a bucket on first use, unless it is strict", async () => {
  await s3.send(new HeadBucketCommand({ Bucket: "first-use" }));
  const strict = createYard({ strictBuckets: true });
  const client = createClients((await strict.listen()).url).s3;
  const write = () => client.send(new PutObjectCommand({ Bucket: "made", Key: "k", Body: "v" }));
  await expect(write()).rejects.toMatchObject({ name: "NoSuchBucket" });
  await client.send(new CreateBucketCommand({ Bucket: "made" }));
  await write();
  expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(["made"]);
  await strict.close();
});
