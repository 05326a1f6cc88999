import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { command, switchyard, type Finished } from "./support/switchyard.ts";

const quickstart = fileURLToPath(new URL("../examples/quickstart/train.yaml", import.meta.url));
let folder = "";
/** An installation of its own, whose folder is as it was packed. */
let installed = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-start-"));
  const dist = join(folder, "package/dist");
  await mkdir(dist, { recursive: true });
  for (const file of await readdir(dirname(command)))
    if (file.endsWith(".cjs")) await copyFile(join(dirname(command), file), join(dist, file));
  installed = join(dist, basename(command));
});
afterEach(() => rm(folder, { recursive: true }));

const plan = (more: Record<string, string> = {}): Promise<Finished> =>
  switchyard(["plan", quickstart, "--on", "sagemaker", "--json"], { HOME: folder, ...more }, installed);
const kept = (name = ""): string => join(folder, "package/.compiled", name);
const keptFiles = (): Promise<string[]> => readdir(kept()).catch(() => []);

describe("a start by compiled code", () => {
  it("prints what the first start printed, and learns in its first four runs alone", async () => {
    const first = await plan();
    expect(first.code).toBe(0);
    const [name = "", ...others] = await keptFiles();
    expect(others).toEqual([]);
    const bytes: Buffer[] = [];
    for (let run = 2; run <= 5; run += 1) {
      expect(await plan()).toEqual(first);
      bytes.push(await readFile(kept(name)));
    }
    expect(bytes.map((each) => each[32])).toEqual([2, 3, 4, 4]);
    expect(bytes[3]).toEqual(bytes[2]);
  });

  it("does without code that is damaged, and replaces it", async () => {
    const first = await plan();
    const file = kept((await keptFiles())[0]);
    const whole = await readFile(file);
    await writeFile(file, Buffer.concat([whole.subarray(0, 5000), Buffer.alloc(whole.length - 5000, 0xff)]));
    expect(await plan()).toEqual(first);
    expect((await readFile(file))[32]).toBe(1);
  });

  it("works where nothing can be kept, and where nothing shall be", async () => {
    const { stdout } = await plan({ NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(await keptFiles()).toEqual([]);
    await writeFile(kept(), "a file in its place");
    expect(await plan({ HOME: "/dev/null", TMPDIR: "/dev/null" })).toEqual({ code: 0, stdout, stderr: "" });
  });

  it("keeps what it learns in the user's cache where the package is no place for it", async () => {
    await writeFile(kept(), "a file in its place");
    expect((await plan()).code).toBe(0);
    expect(await readdir(join(folder, ".cache/switchyard"))).toHaveLength(1);
  });

  it("keeps nothing of a run that failed", async () => {
    expect((await switchyard(["plan", "nothing.yaml", "--on", "sagemaker"], { HOME: folder }, installed)).code).toBe(2);
    expect(await keptFiles()).toEqual([]);
  });

  it("follows links to packages although its outputs are pipes", async () => {
    const { stderr } = await switchyard(["status", "sagemaker://us-east-1/training-job/none"], {
      HOME: folder,
      AWS_EC2_METADATA_DISABLED: "true",
    });
    expect(stderr).toContain("credentials");
    expect(stderr).not.toContain("not installed");
  });
});
