import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startYard, type Listening } from "./support/listening.ts";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_MOTO");
const lines = 250;
const parts = [5 * 1024 * 1024, 5 * 1024 * 1024, 1234];
const printed = Array.from({ length: lines }, (_, index) => `line ${index} äöü`);
const others = Array.from({ length: 5 }, (_, index) => `other-${index}`);
const many = Array.from({ length: 25 }, (_, index) => `many/${String(index).padStart(2, "0")}`);

/** An error's code and HTTP status, as boto3 raises them. */
type Refusal = readonly [code: string, status: number] | null;

interface Answer {
  readonly jobs: {
    readonly arn: string;
    readonly times: readonly number[];
    readonly nameTaken: Refusal;
    readonly [fact: string]: unknown;
  };
  readonly stop: Readonly<Record<string, unknown>>;
  readonly storage: Readonly<Record<string, unknown>>;
  readonly logs: Readonly<Record<string, unknown>> & { readonly pages: readonly (readonly string[])[] };
}

describe.skipIf(python === "")(`the yard, used by boto3${note}`, () => {
  let folder: string;
  let yard: Listening;
  let answer: Answer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "switchyard-boto3-"));
    yard = await startYard(join(folder, "yard"), python);
    answer = askPython<Answer>(python, "yard-boto3.py", { url: yard.url, lines, parts });
  });
  afterAll(async () => {
    await yard.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("creates a job, waits for it with boto3's waiter, and describes it as it was asked for", () => {
    const { jobs } = answer;
    expect(jobs.arn).toBe("arn:aws:sagemaker:us-east-1:000000000000:training-job/printing");
    expect(jobs).toMatchObject({
      arnDescribed: jobs.arn,
      tags: [{ Key: "team", Value: "nlp" }],
      status: ["Completed", "Completed"],
      request: {
        RoleArn: "arn:aws:iam::000000000000:role/yard",
        OutputDataConfig: { S3OutputPath: "s3://boto/models" },
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      },
      transitions: ["Starting", "Downloading", "Training", "Uploading", "Completed"],
    });
    expect(jobs.times).toEqual([...jobs.times].sort((a, b) => a - b));
    expect(Math.abs((jobs.times[0] ?? 0) - Date.now() / 1000)).toBeLessThan(300);
  });

  it("refuses a name that is taken, one that is none, and one that nobody has", () => {
    expect(answer.jobs).toMatchObject({
      nameTaken: ["ResourceInUse", 400],
      nameRefused: ["ValidationException", 400],
      unknown: ["ValidationException", 400],
    });
  });

  it("lists jobs page by page", () => {
    expect(answer.jobs["pages"]).toEqual([others.slice(0, 2), others.slice(2, 4), others.slice(4)]);
  });

  it("stops a job, and refuses to stop one that is over or that nobody made", () => {
    expect(answer.stop).toEqual({
      status: ["Stopped", "Stopped"],
      again: ["ValidationException", 400],
      unknown: ["ValidationException", 400],
    });
  });

  it("keeps objects with what is said about them, whatever their name", () => {
    expect(answer.storage).toMatchObject({
      same: true,
      kept: ["application/x-test", { "made-by": "boto" }, 1024],
      range: "0a0b0c0d",
      listedKey: "a folder/ü + %20&=.bin",
      missingKey: ["NoSuchKey", 404],
      missingHead: ["404", 404],
    });
  });

  it("puts parts together, those that a program sends and those of boto3's transfer manager", () => {
    expect(answer.storage).toMatchObject({
      parts: true,
      partsTag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/),
      managed: true,
      managedTag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/),
    });
  });

  it("lists objects page by page and by folder, and deletes many at once", () => {
    expect(answer.storage).toMatchObject({
      pages: [many.slice(0, 10), many.slice(10, 20), many.slice(20)],
      folders: ["a folder/", "many/"],
      files: ["managed", "parts"],
      afterDelete: 0,
    });
  });

  it("gives a log page by page, forwards until the token repeats, and backwards from its end", () => {
    const { logs } = answer;
    expect(logs["stream"]).toMatch(/^printing\/algo-1-\d+$/);
    expect(logs.pages.flat()).toEqual(printed);
    expect(logs.pages.slice(0, 3).map((page) => page.length)).toEqual([100, 100, 50]);
    expect(logs).toMatchObject({
      whole: [printed],
      newest: printed.slice(-3),
      before: printed.slice(-6, -3),
      unknown: ["ResourceNotFoundException", 400],
    });
  });
});
