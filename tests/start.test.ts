import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { switchyard, type Finished } from "./support/switchyard.ts";

const quickstart = fileURLToPath(new URL("../examples/quickstart/train.yaml", import.meta.url));
let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-start-"));
});
afterEach(() => rm(home, { recursive: true }));

const plan = (more: Record<string, string> = {}): Promise<Finished> =>
  switchyard(["plan", quickstart, "--on", "sagemaker", "--json"], { HOME: home, ...more });
const keptFiles = (): Promise<string[]> => readdir(join(home, ".cache/switchyard")).catch(() => []);

describe("a start by compiled code", () => {
  it("prints what the first start printed, and learns in its first four runs alone", async () => {
    const first = await plan();
    expect(first.code).toBe(0);
    const [name = "", ...others] = await keptFiles();
    expect(others).toEqual([]);
    const bytes: Buffer[] = [];
    for (let run = 2; run <= 5; run += 1) {
      expect(await plan()).toEqual(first);
      bytes.push(await readFile(join(home, ".cache/switchyard", name)));
    }
    expect(bytes.map((each) => each[32])).toEqual([2, 3, 4, 4]);
    expect(bytes[3]).toEqual(bytes[2]);
  });

  it("does without code that is damaged, and replaces it", async () => {
    const first = await plan();
    const file = join(home, ".cache/switchyard", (await keptFiles())[0] ?? "");
    const whole = await readFile(file);
    await writeFile(file, Buffer.concat([whole.subarray(0, 5000), Buffer.alloc(whole.length - 5000, 0xff)]));
    expect(await plan()).toEqual(first);
    expect((await readFile(file))[32]).toBe(1);
  });

  it("works where nothing can be kept, and where nothing shall be", async () => {
    const nowhere = { HOME: "/dev/null", TMPDIR: "/dev/null" };
    const { code, stdout, stderr } = await plan(nowhere);
    expect([code, stderr]).toEqual([0, ""]);
    expect((await plan({ NODE_DISABLE_COMPILE_CACHE: "1" })).stdout).toBe(stdout);
    expect(await keptFiles()).toEqual([]);
  });

  it("keeps nothing of a run that failed", async () => {
    expect((await switchyard(["plan", "nothing.yaml", "--on", "sagemaker"], { HOME: home })).code).toBe(2);
    expect(await keptFiles()).toEqual([]);
  });

  it("follows links to packages although its outputs are pipes", async () => {
    const { stderr } = await switchyard(["status", "sagemaker://us-east-1/training-job/none"], {
      HOME: home,
      AWS_EC2_METADATA_DISABLED: "true",
    });
    expect(stderr).toContain("credentials");
    expect(stderr).not.toContain("not installed");
  });
});
