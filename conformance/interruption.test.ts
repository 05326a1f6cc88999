import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { endOf, killNode, startJob, type Ended, type Node } from "./support/launched-job.ts";
import { randomMoment, seeded, waitFor } from "./support/moments.ts";
import { pythonOf } from "./support/python.ts";
import { largestDifference } from "./support/safetensors.ts";

const steps = 40;
const argv = [
  "--output_dir={output}",
  `--max_steps=${steps}`,
  "--per_device_train_batch_size=1",
  "--gradient_accumulation_steps=2",
  "--learning_rate=1e-3",
  "--logging_steps=1",
  "--save_steps=8",
  "--eval_strategy=steps",
  "--eval_steps=10",
  "--eval_on_start=true",
  "--use_cpu=true",
  "--report_to=none",
  "--disable_tqdm=true",
];
/** Float noise: runs of the same seed on one machine differ by less, when they differ at all. */
const noise = 1e-6;
/** Seconds in which every node must have ended: the signalled ones save, those left alone notice it. Slow machines too. */
const mostSeconds = 60;

/** What befalls the nodes, and the exit codes of nodes 0 and 1 that may follow: 75 is interrupted, none is killed. */
const misfortunes = {
  "SIGTERM to all nodes": {
    strike: (nodes: readonly Node[]) => nodes.forEach((node) => node.process.kill("SIGTERM")),
    before: /^75,75$/,
    after: /^(?:0|75),(?:0|75)$/,
  },
  "SIGTERM to one node": {
    strike: (_nodes: readonly Node[], target: Node) => void target.process.kill("SIGTERM"),
    before: /^75,75$/,
    after: /^(?:0|75),(?:0|75)$/,
  },
  "kill -9 of one node": {
    strike: (_nodes: readonly Node[], target: Node) => killNode(target),
    before: /^(?:,1|1,)$/,
    after: /^(?:0|1|),(?:0|1|)$/,
  },
} as const;
type Misfortune = keyof typeof misfortunes;

const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
/** The second moment lies in the middle of the run, behind its first checkpoints. */
const seeds = full ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [2];
/** The whole product takes hours of two cores; each release of transformers has its share of the short suite. */
const environments = [
  { variable: "SWITCHYARD_PYTHON_T5", release: "5.23.0", sample: ["SIGTERM to one node"] },
  { variable: "SWITCHYARD_PYTHON_T4", release: "4.57.6", sample: ["kill -9 of one node"] },
] as const;

/** Who starts the ranks. */
const kinds = full ? ["spawn", "torchrun"] : ["spawn"];

for (const { variable, release, sample, kind } of environments.flatMap((each) =>
  kinds.map((kind) => ({ ...each, kind })),
)) {
  const { path: python = "", note } = pythonOf(variable);
  const chosen = full ? (Object.keys(misfortunes) as Misfortune[]) : sample;

  describe.skipIf(python === "")(`2 nodes of 2 ranks, by ${kind}, with transformers ${release}${note}`, () => {
    let folder: string;
    let undisturbed: Ended;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "switchyard-interruption-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("runs to the end", async () => {
      undisturbed = await runJob(python, join(folder, "undisturbed"), kind);
      expect(undisturbed.exitCodes, undisturbed.text).toEqual([0, 0]);
      expect(undisturbed.step).toBe(steps);
    });

    const cases = chosen.flatMap((misfortune) => seeds.map((seed) => ({ misfortune, seed })));
    it.each(cases)("$misfortune at random moment $seed, started again, ends alike", async ({ misfortune, seed }) => {
      const chance = seeded(1000 * seed + misfortune.length);
      const moment = randomMoment(chance, steps);
      const target = chance() < 0.5 ? 0 : 1;
      const place = join(folder, `${misfortune.replaceAll(" ", "-")}-${seed}`);

      const nodes = await start(python, place, kind);
      await waitFor(moment, nodes);
      const hitAt = Date.now();
      const { strike, before, after } = misfortunes[misfortune];
      strike(nodes, nodes[target] as Node);
      const hit = await endOf(nodes);
      const seconds = (Date.now() - hitAt) / 1000;
      const moments = `${moment.after} + ${moment.milliseconds.toFixed(0)} ms, node ${target}`;
      const ends = `${hit.exitCodes.join(" and ")} after ${seconds.toFixed(1)} s at step ${hit.step}`;
      process.stdout.write(`transformers ${release}, ${kind}, ${misfortune}, ${moments}: ${ends}\n`);
      expect(hit.exitCodes.join(), hit.text).toMatch(hit.step < steps ? before : after);
      expect(seconds, hit.text).toBeLessThan(mostSeconds);

      const resumed = await runJob(python, place, kind);
      expect(resumed.exitCodes, resumed.text).toEqual([0, 0]);
      expect(resumed.step).toBe(steps);
      // A run that was over trains no step when it is started again.
      expect(resumed.loss ?? hit.loss).toBeCloseTo(undisturbed.loss ?? Number.NaN, 5);
      expect(largestDifference(modelOf(place), modelOf(join(folder, "undisturbed")))).toBeLessThan(noise);
    });
  });
}

function start(python: string, folder: string, kind: string): Promise<Node[]> {
  const script = "interruption-train.py";
  return startJob({ folder, python, script, argv, nodes: 2, processesPerNode: 2, launchFile: { kind } });
}

async function runJob(python: string, folder: string, kind: string): Promise<Ended> {
  return endOf(await start(python, folder, kind));
}

function modelOf(folder: string): string {
  return join(folder, "root/output/model.safetensors");
}
