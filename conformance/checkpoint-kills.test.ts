import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { killNode, lineWith, pause, startJob, type Node } from "./support/launched-job.ts";
import { seeded } from "./support/moments.ts";
import { askPython, pythonOf } from "./support/python.ts";

const argv = [
  "--output_dir={output}",
  "--max_steps=200",
  "--per_device_train_batch_size=2",
  "--save_steps=1",
  "--save_total_limit=3",
  "--logging_steps=1000",
  "--use_cpu=true",
  "--report_to=none",
  "--disable_tqdm=true",
];
const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const seeds = Array.from({ length: full ? 24 : 4 }, (_, index) => index + 1);

interface Found {
  readonly whole: readonly number[];
  readonly broken: readonly number[];
}

/** How often a kill left something broken: without any, the moments would be no test. */
const broken = { here: 0, kept: 0 };

const t5 = pythonOf("SWITCHYARD_PYTHON_T5");

describe.skipIf(t5.path === undefined)(`kill -9 while checkpoints are written${t5.note}`, () => {
  const python = t5.path ?? "";

  it.each(seeds)("never resumes from a broken one, and always from the newest whole one, moment %i", async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), "switchyard-kills-"));
    try {
      const chance = seeded(seed);
      const start = async (): Promise<Node> => {
        const job = { folder, python, script: "checkpoint-train.py", argv, nodes: 1, processesPerNode: 1 };
        return (await startJob({ ...job, launchFile: { checkpoints: "/kept" } }))[0];
      };
      const output = join(folder, "root", "output");
      const kept = join(folder, "root", "kept");

      const first = await start();
      const step = 1 + Math.floor(chance() * 4);
      await lineWith(first, `checkpoint-${step}"`);
      // Every other kill meets the next checkpoint while it is written, which takes a short part of the run.
      if (seed % 2 === 1) await appeared(join(output, `checkpoint-${step + 1}`));
      await pause(chance() * (seed % 2 === 1 ? 150 : 1000));
      await killed(first);
      const here: Found = askPython(python, "checkpoint-oracle.py", { folder: output });
      const copies: Found = askPython(python, "checkpoint-oracle.py", { folder: kept });
      const finished = stepsWithManifest(kept);
      broken.here += here.broken.length > 0 ? 1 : 0;
      broken.kept += stepsOf(kept).length > finished.length ? 1 : 0;
      expect(copies.whole).toEqual(expect.arrayContaining(finished));

      const again = await start();
      expect(await beginningOf(again)).toBe(Math.max(0, ...here.whole, ...finished));
      await killed(again);

      rmSync(output, { recursive: true });
      const copiesLeft = stepsWithManifest(kept);
      const elsewhere = await start();
      expect(await beginningOf(elsewhere)).toBe(Math.max(0, ...copiesLeft));
      await killed(elsewhere);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.skipIf(!full)("met some of them while they were written, and while they were copied", () => {
    expect(broken.here).toBeGreaterThan(0);
    expect(broken.kept).toBeGreaterThan(0);
  });
});

const moto = pythonOf("SWITCHYARD_PYTHON_MOTO");

describe.skipIf(moto.path === undefined)(`checkpoints in S3${moto.note}`, () => {
  it("come back from moto's server as boto3 put them there", () => {
    const tests = fileURLToPath(new URL("../packages/core/launcher/tests/test_stores.py", import.meta.url));
    const ended = spawnSync(moto.path ?? "", [tests, "StoreTest.test_s3"], { encoding: "utf8" });
    expect(ended.stderr).toMatch(/\nOK\n$/);
    expect(ended.stderr).not.toContain("skipped");
  });
});

async function killed(node: Node): Promise<void> {
  killNode(node);
  await node.ended;
}

async function appeared(path: string): Promise<void> {
  while (!existsSync(path)) await pause(1);
}

/** The step at which the script's training began. */
async function beginningOf(node: Node): Promise<number> {
  const line = await lineWith(node, '"event":"train_begin"');
  expect(line, node.lines.join("\n")).toBeDefined();
  return Number(/"step":(\d+)/.exec(line ?? "")?.[1]);
}

function stepsOf(folder: string): number[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => /^checkpoint-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
}

const stepsWithManifest = (folder: string): number[] =>
  stepsOf(folder).filter((step) => existsSync(join(folder, `checkpoint-${step}`, "switchyard-complete.json")));
