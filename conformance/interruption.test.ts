import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, afterAll, describe, expect, it, vi } from "vitest";
import { endOf, killNode, startJob, within, type Ended, type Node } from "./support/launched-job.ts";
import { misfortunes, type MisfortuneName } from "./support/misfortunes.ts";
import { randomMoments, seeded, waitFor, type Moment } from "./support/moments.ts";
import { openPython, pythonOf, type PythonDialogue } from "./support/python.ts";
import { largestDifference } from "./support/safetensors.ts";
import { Tally } from "./support/tally.ts";

const steps = 60;
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
/** Seconds in which a run comes to any of its moments, or to its end, with all others that the machine has to do. */
const mostSecondsOfARun = 300;
// Milliseconds for a chain, on a machine that has much else to do.
vi.setConfig({ testTimeout: 1_800_000 });

const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
/**
 * The moments of one run lie in a chain: it is hit, started again, hit again. Ten moments for each cell of the whole
 * product in two chains; each release of transformers has one moment of the short suite.
 */
const chains = full ? { seeds: [1, 2], moments: 5 } : { seeds: [3], moments: 1 };
const environments = [
  { variable: "SWITCHYARD_PYTHON_T5", release: "5.23.0", sample: ["SIGTERM to one node"] },
  { variable: "SWITCHYARD_PYTHON_T4", release: "4.57.6", sample: ["kill -9 of one node"] },
] as const;
/** Who starts the ranks. */
const kinds = full ? ["spawn", "torchrun"] : ["spawn"];
const everyMisfortune = Object.keys(misfortunes) as MisfortuneName[];

for (const { variable, release, sample, kind } of environments.flatMap((each) =>
  kinds.map((kind) => ({ ...each, kind })),
)) {
  const { path: python = "", note } = pythonOf(variable);

  describe.skipIf(python === "")(`2 nodes of 2 ranks, by ${kind}, with transformers ${release}${note}`, () => {
    let folder: string;
    let oracle: PythonDialogue;
    let undisturbed: Ended;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "switchyard-interruption-"));
      oracle = openPython(python, "checkpoint-oracle.py");
    });
    afterAll(() => {
      oracle.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it("runs to the end", async () => {
      undisturbed = await runJob(join(folder, "undisturbed"));
      expect(undisturbed.exitCodes, undisturbed.text).toEqual([0, 0]);
      expect([undisturbed.step, undisturbed.losses.size]).toEqual([steps, steps]);
    });

    describe.each(full ? everyMisfortune : sample)("%s", (misfortune) => {
      const tally = new Tally();
      afterAll(() => say(`${misfortune}: ${tally.toString()}`));

      it.each(chains.seeds)("at random moments, started again after each, ends alike, chain %i", async (seed) => {
        // Every cell has moments of its own.
        const cell = [...`${release} ${kind} ${misfortune}`].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
        const chance = seeded(1000 * seed + cell);
        const place = join(folder, `${misfortune.replaceAll(" ", "-")}-${seed}`);

        let newest = 0;
        for (const moment of randomMoments(chance, steps, chains.moments)) {
          tally.launch();
          const { run, nodes, seconds } = await hit(place, misfortune, moment, chance() < 0.5 ? 0 : 1);
          for (const node of nodes) expect(chosenBy(node), run.text).toBe(newest);
          const { before, after, untold } = misfortunes[misfortune];
          expect(run.exitCodes.join(), run.text).toMatch(run.step < steps - untold ? before : after);
          expect(seconds, run.text).toBeLessThan(mostSeconds);
          expectLosses(run);
          const { whole } = await oracle.ask<{ whole: number[] }>({ folder: join(place, "root/output"), ranks: 4 });
          newest = Math.max(0, ...whole);
          tally.moment(seconds);
        }

        tally.launch();
        const last = await runJob(place);
        expect(last.exitCodes, last.text).toEqual([0, 0]);
        expect([last.first, last.step], last.text).toEqual([newest, steps]);
        expectLosses(last);
        const difference = largestDifference(modelOf(place), modelOf(join(folder, "undisturbed")));
        expect(difference).toBeLessThan(noise);
        tally.chain(difference);
      });
    });

    function expectLosses(run: Ended): void {
      for (const [step, loss] of run.losses) {
        expect(loss, `the loss of step ${step}`).toBeCloseTo(undisturbed.losses.get(step) ?? Number.NaN, 5);
      }
    }

    async function hit(place: string, misfortune: MisfortuneName, moment: Moment, target: 0 | 1): Promise<Hit> {
      const nodes = await start(place);
      try {
        await waitFor(moment, mostSecondsOfARun, nodes);
        const hitAt = Date.now();
        misfortunes[misfortune].strike(nodes, nodes[target] ?? nodes[0]);
        const run = await within(2 * mostSeconds, nodes, endOf(nodes));
        const seconds = (Date.now() - hitAt) / 1000;
        const ends = `${run.exitCodes.join(" and ")} after ${seconds.toFixed(1)} s at step ${run.step}`;
        const when = `${moment.after} + ${moment.milliseconds.toFixed(0)} ms, node ${target}`;
        say(`${misfortune}, from step ${chosenBy(nodes[0])}, ${when}: ${ends}`);
        return { run, nodes, seconds };
      } finally {
        nodes.forEach((node) => killNode(node));
      }
    }

    async function runJob(place: string): Promise<Ended> {
      const nodes = await start(place);
      return within(mostSecondsOfARun, nodes, endOf(nodes));
    }

    function start(place: string): Promise<[Node, ...Node[]]> {
      const script = "interruption-train.py";
      return startJob({ folder: place, python, script, argv, nodes: 2, processesPerNode: 2, launchFile: { kind } });
    }

    function say(text: string): void {
      process.stdout.write(`transformers ${release}, ${kind}, ${text}\n`);
    }
  });
}

interface Hit {
  readonly run: Ended;
  readonly nodes: readonly Node[];
  /** From the hit to the end of the last node. */
  readonly seconds: number;
}

/** The step of the checkpoint that a node's launcher chose, 0 when it found none. */
function chosenBy(node: Node): number | undefined {
  const line = node.lines.find((each) => /"event":"resume"|no checkpoint to resume from/.test(each));
  return line === undefined ? undefined : Number(/"event":"resume","step":(\d+)/.exec(line)?.[1] ?? 0);
}

function modelOf(folder: string): string {
  return join(folder, "root/output/model.safetensors");
}
