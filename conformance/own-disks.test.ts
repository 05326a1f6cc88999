import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { endOf, lineWith, rootOf, startJob, within, type Ended, type JobSetup } from "./support/launched-job.ts";
import { misfortunes } from "./support/misfortunes.ts";
import { pythonOf } from "./support/python.ts";
import { largestDifference } from "./support/safetensors.ts";

const steps = 30;
const argv = [
  "--output_dir={output}",
  `--max_steps=${steps}`,
  "--per_device_train_batch_size=1",
  "--learning_rate=1e-3",
  "--logging_steps=1",
  "--save_steps=8",
  "--use_cpu=true",
  "--report_to=none",
  "--disable_tqdm=true",
];
/** Float noise: runs of the same seed on one machine differ by less, when they differ at all. */
const noise = 1e-6;
/** Seconds for a run, on a machine that has much else to do. */
const mostSeconds = 300;
vi.setConfig({ testTimeout: 1_000_000 });

const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const environments = [
  { variable: "SWITCHYARD_PYTHON_T5", release: "5.23.0", kinds: full ? ["spawn", "torchrun"] : ["spawn"] },
  { variable: "SWITCHYARD_PYTHON_T4", release: "4.57.6", kinds: full ? ["spawn", "torchrun"] : [] },
] as const;

for (const { variable, release, kind } of environments.flatMap((each) =>
  each.kinds.map((kind) => ({ ...each, kind })),
)) {
  const { path: python = "", note } = pythonOf(variable);

  describe.skipIf(python === "")(
    `2 nodes with disks of their own, by ${kind}, with transformers ${release}${note}`,
    () => {
      let folder: string;
      let undisturbed: Ended;
      beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "switchyard-own-disks-"));
      });
      afterAll(() => rmSync(folder, { recursive: true, force: true }));

      /** The store is all that the nodes of a job share, and all that outlives them. */
      const jobIn = (name: string): JobSetup & { readonly store: string } => {
        const store = join(folder, name, "store");
        const launchFile = { kind, checkpoints: `file://${store}` };
        const of = { folder: join(folder, name), ownDisks: true, python, script: "interruption-train.py" } as const;
        return { ...of, argv, nodes: 2, processesPerNode: 2, launchFile, store };
      };
      const modelOf = (setup: JobSetup): string => join(rootOf(setup, 0), "output/model.safetensors");

      it("runs to the end", async () => {
        const nodes = await startJob(jobIn("undisturbed"));
        undisturbed = await within(mostSeconds, nodes, endOf(nodes));
        expect(undisturbed.exitCodes, undisturbed.text).toEqual([0, 0]);
        expect(undisturbed.step).toBe(steps);
      });

      it.each(["SIGTERM to all nodes", "SIGTERM to one node"] as const)(
        "%s, started again on empty disks, ends alike",
        async (misfortune) => {
          const setup = jobIn(misfortune.replaceAll(" ", "-"));
          const nodes = await startJob(setup);
          await within(mostSeconds, nodes, lineWith(nodes[0], '"step":12,'));
          misfortunes[misfortune].strike(nodes, nodes[1] ?? nodes[0]);
          const hit = await within(mostSeconds, nodes, endOf(nodes));
          expect(hit.exitCodes, hit.text).toEqual([75, 75]);
          expect(hit.step, hit.text).toBeLessThan(steps);

          const checkpoint = `checkpoint-${hit.step}`;
          // Each disk has its own ranks' part, and the store has all of it with both nodes' word.
          expect(existsSync(join(rootOf(setup, 1), `output/${checkpoint}/model.safetensors`))).toBe(false);
          expect(readdirSync(join(setup.store, checkpoint))).toEqual(
            expect.arrayContaining(
              [0, 1, 2, 3].map((rank) => `rng_state_${rank}.pth`).concat("manifest-0.json", "manifest-1.json"),
            ),
          );
          for (const rank of [0, 1]) rmSync(rootOf(setup, rank), { recursive: true });

          const again = await startJob(setup);
          const resumed = await within(mostSeconds, again, endOf(again));
          expect(resumed.exitCodes, resumed.text).toEqual([0, 0]);
          expect([resumed.first, resumed.step], resumed.text).toEqual([hit.step, steps]);
          expect(resumed.losses.get(steps)).toBeCloseTo(undisturbed.losses.get(steps) ?? Number.NaN, 5);
          const difference = largestDifference(modelOf(setup), modelOf(jobIn("undisturbed")));
          expect(difference).toBeLessThan(noise);
          process.stdout.write(
            `transformers ${release}, ${kind}, ${misfortune}: stopped at step ${hit.step}, weights differ by ${difference}\n`,
          );
        },
      );
    },
  );
}
