import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parseTrainerSpec, type JobEvent, type TrainerSpec } from "@switchyard/core";
import { createSageMaker } from "@switchyard/sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { startYard, type Listening } from "./support/listening.ts";
import { askPython, pythonOf } from "./support/python.ts";

const example = fileURLToPath(new URL("../examples/quickstart", import.meta.url));
const credentials = { accessKeyId: "yard", secretAccessKey: "yard" };
const cases = [
  { variable: "SWITCHYARD_PYTHON_T5", version: "5.23.0", image: "5" },
  { variable: "SWITCHYARD_PYTHON_T4", version: "4.57.6", image: "4.56" },
] as const;

interface Evaluation {
  readonly version: string;
  readonly model: string;
  readonly accuracy: number;
}

for (const { variable, version, image } of cases) {
  const { path: python = "", note } = pythonOf(variable);

  describe.skipIf(python === "")(`the quickstart with transformers ${version}${note}`, () => {
    let folder: string;
    let yard: Listening;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "switchyard-quickstart-"));
      yard = await startYard(join(folder, "yard"), python);
    });
    afterAll(async () => {
      await yard.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([1, 2])("learns, and %i rank(s) leave a model that scores what was reported", async (ranks) => {
      const platform = createSageMaker({
        region: "us-east-1",
        role: "arn:aws:iam::000000000000:role/yard",
        store: "s3://yard/quickstart",
        endpoint: yard.url,
        credentials,
        pollInterval: 200,
      });
      const started = Date.now();
      const job = await platform.estimator(quickstart(image, ranks), { folder: example }).fit();
      const events = await collect(job.events());
      const { metrics, artifact = "" } = await job.wait();
      const seconds = (Date.now() - started) / 1000;

      const losses = events.flatMap((event) => (event.type === "metric" ? [event.values["loss"] ?? []].flat() : []));
      expect(losses.length).toBeGreaterThan(3);
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
      expect(metrics["eval_accuracy"]).toBeGreaterThan(0.8);
      const last = events.findLast((event) => event.type === "progress");
      expect(last?.of).toBeGreaterThan(10);
      expect(last?.step).toBe(last?.of);

      const model = join(folder, `model-${ranks}.tar.gz`);
      await download(yard.url, artifact, model);
      const question = { model, examples: join(example, "data/eval.jsonl") };
      const evaluation = askPython<Evaluation>(python, "evaluate-model.py", question);
      expect(evaluation).toMatchObject({ version, model: "BertForSequenceClassification" });
      expect(evaluation.accuracy).toBeCloseTo(metrics["eval_accuracy"] ?? 0, 6);
      process.stdout.write(
        `transformers ${version}, ${ranks} rank(s): ${seconds.toFixed(1)} s, loss ${losses[0]} to ${losses.at(-1)}, ` +
          `${last?.step} steps, accuracy ${metrics["eval_accuracy"]?.toFixed(4)} reported and ${evaluation.accuracy.toFixed(4)} evaluated\n`,
      );
    });
  });
}

/** The spec as a user has it on disk, for a release and a number of ranks. */
function quickstart(transformers: string, acceleratorsPerNode: number): TrainerSpec {
  const spec = parse(readFileSync(join(example, "train.yaml"), "utf8")) as TrainerSpec;
  return parseTrainerSpec({
    ...spec,
    resources: { ...spec.resources, acceleratorsPerNode },
    environment: { ...spec.environment, transformers },
  });
}

async function collect(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const collected: JobEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

/** With Amazon's own client, not with ours. */
async function download(endpoint: string, uri: string, file: string): Promise<void> {
  const { host: Bucket, pathname } = new URL(uri);
  const client = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: pathname.slice(1) }));
  await writeFile(file, (await Body?.transformToByteArray()) ?? "");
  client.destroy();
}
