import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { TrainerSpec } from "@switchyard/core";
import { createSageMaker } from "@switchyard/sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillPlaceholders } from "../packages/core/src/planning/placeholders.ts";
import { checkRequest } from "../packages/sagemaker/src/schema.ts";
import { requestRules } from "../packages/sagemaker/src/schema-rules.ts";
import { anyBody } from "./botocore-bodies.ts";
import { anyFault, oursAlone, sharedFaults, spoil } from "./botocore-faults.ts";
import { anySpec, richSpec } from "./botocore-specs.ts";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_MOTO");
const seed = 20_260_801;
const isFull = process.env["SWITCHYARD_CONFORMANCE"] === "full";
/** Checks that botocore makes as well; see `oursAlone` for the others. */
const sharedCodes = new Set(["native-missing", "native-unknown", "native-type", "native-range"]);
const ruleCodes = new Set(requestRules.map(({ code }) => code));

interface Case {
  readonly body: object;
  /** What botocore says is wrong; empty when nothing is. */
  report: string;
}

describe.skipIf(python === "")(`CreateTrainingJob as botocore knows it${note}`, () => {
  let folder: string;
  const planned: Case[] = [];
  const shared: Case[] = [];
  const alone: Case[] = [];
  const random: Case[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "switchyard-botocore-"));
    writeFileSync(join(folder, "train.py"), "print('hello')\n");
    for (const spec of fc.sample(anySpec, { numRuns: isFull ? 300 : 60, seed })) {
      const body = await bodyOf(spec, folder);
      if (body !== undefined) planned.push({ body, report: "" });
    }
    const rich = await bodyOf(richSpec, folder);
    if (rich === undefined) throw new Error("The rich spec has no plan without errors.");
    planned.push({ body: rich, report: "" });
    shared.push(...sharedFaults.map((fault) => ({ body: spoil(rich, fault), report: "" })));
    alone.push(...oursAlone.map((fault) => ({ body: spoil(rich, fault), report: "" })));
    const invented = fc.sample(anyBody(), { numRuns: 200, seed });
    const bodies = [...planned.map(({ body }) => body), ...invented];
    random.push(...invented.map((body) => ({ body, report: "" })));
    random.push(
      ...fc.sample(anyFault(bodies), { numRuns: isFull ? 5_000 : 1_000, seed }).map((body) => ({ body, report: "" })),
    );

    // One process for all: it takes seconds to start.
    const all = [planned, shared, alone, random].flat();
    const { reports } = askPython<{ reports: string[] }>(python, "botocore-validate.py", {
      bodies: all.map(({ body }) => body),
    });
    for (const [index, each] of all.entries()) each.report = reports[index] ?? "no answer";
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("accepts what is planned for many different specs", () => {
    expect(planned.length).toBeGreaterThan(25);
    expect(planned.filter(({ report }) => report !== "")).toEqual([]);
  });

  it.each(sharedFaults.map(({ name }, index) => ({ name, index })))("refuses $name, and so do we", ({ index }) => {
    const { body, report } = shared[index] ?? { body: {}, report: "" };
    expect(report).not.toBe("");
    expect(codesOf(body).filter((code) => sharedCodes.has(code))).not.toEqual([]);
  });

  it.each(oursAlone.map(({ name }, index) => ({ name, index })))("lets pass, and we refuse, $name", ({ index }) => {
    const { body, report } = alone[index] ?? { body: {}, report: "" };
    expect(report).toBe("");
    expect(codesOf(body).filter((code) => !ruleCodes.has(code))).not.toEqual([]);
  });

  it("refuses what our schema refuses, whatever is put wherever", () => {
    const disagreements = random.flatMap(({ body, report }) => {
      const ours = checkRequest("CreateTrainingJob", body).filter(({ code }) => sharedCodes.has(code));
      return (report === "") === (ours.length === 0)
        ? []
        : [{ report, ours: ours.map(({ path, message }) => `${path}: ${message}`) }];
    });
    expect(disagreements).toEqual([]);
    expect(random.filter(({ report }) => report !== "").length).toBeGreaterThan(random.length / 4);
  });
});

/** The body of a spec whose plan has no errors, with its secrets filled in. */
async function bodyOf(spec: TrainerSpec, folder: string): Promise<object | undefined> {
  const platform = createSageMaker({
    region: "eu-west-1",
    role: "arn:aws:iam::111122223333:role/Training",
    store: "s3://bucket/jobs",
  });
  const { diagnostics, requests } = await platform.estimator(spec, { folder }).plan();
  if (diagnostics.some(({ severity }) => severity === "error")) return undefined;
  return fillPlaceholders(requests[0]?.body, () => "a secret");
}

function codesOf(body: object): string[] {
  return checkRequest("CreateTrainingJob", body).map(({ code }) => code);
}
