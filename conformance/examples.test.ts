import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOf, lineWith, startJob } from "./support/launched-job.ts";
import { askPython, pythonOf } from "./support/python.ts";

const steps = 30;
const environments = [
  { variable: "SWITCHYARD_PYTHON_T5", release: "5.23.0" },
  { variable: "SWITCHYARD_PYTHON_T4", release: "4.57.6" },
] as const;
const full = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const cases = ["classification", "language-model"].flatMap((example) =>
  (full ? [1, 2] : [example === "classification" ? 2 : 1]).map((ranks) => ({ example, ranks })),
);

for (const { variable, release } of environments) {
  const { path: python = "", note } = pythonOf(variable);

  describe.skipIf(python === "")(`scripts like transformers' own examples with ${release}${note}`, () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "switchyard-examples-"));
      askPython(python, "example-model.py", { folder });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(cases)("$example on $ranks rank(s) is interrupted, goes on, and ends", async ({ example, ranks }) => {
      const place = join(folder, `${example}-${ranks}`);
      const setup = {
        folder: place,
        python,
        script: `example-${example}.py`,
        argv: argvOf(join(folder, example), join(folder, "data.jsonl")),
        nodes: 1,
        processesPerNode: ranks,
      };
      const started = Date.now();
      const nodes = await startJob(setup);
      const [node] = nodes;
      await lineWith(node, '"step":10,');
      node.process.kill("SIGTERM");
      const hit = await endOf(nodes);
      expect(hit.exitCodes, hit.text).toEqual([75]);
      expect(hit.step).toBeLessThan(steps);

      const resumed = await endOf(await startJob(setup));
      expect(resumed.exitCodes, resumed.text).toEqual([0]);
      expect([resumed.first, resumed.step]).toEqual([hit.step, steps]);
      const results: unknown = JSON.parse(readFileSync(join(place, "root/output/all_results.json"), "utf8"));
      expect(results).toMatchObject({ epoch: expect.any(Number), eval_loss: expect.any(Number) });
      const seconds = (Date.now() - started) / 1000;
      process.stdout.write(
        `transformers ${release}, ${example}, ${ranks} rank(s): stopped at step ${hit.step}, ended at ${resumed.step}, ${seconds.toFixed(0)} s\n`,
      );
    });
  });
}

function argvOf(model: string, data: string): string[] {
  return [
    `--config_name=${model}`,
    `--train_file=${data}`,
    "--output_dir={output}",
    "--do_train",
    "--do_eval",
    `--max_steps=${steps}`,
    "--per_device_train_batch_size=4",
    "--logging_steps=1",
    "--save_steps=100",
    "--use_cpu=true",
    "--report_to=none",
    "--disable_tqdm=true",
  ];
}
