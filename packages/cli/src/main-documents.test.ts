import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseLines, runMain, type Ran } from "./testing/run-main.ts";

const script = `from transformers import TrainingArguments, Seq2SeqTrainingArguments as S2S

args = TrainingArguments(
    output_dir="out",
    learnig_rate=2e-5,
    fp16=True,
    bf16=True,
    warmup_steps=steps // 10,
)
other = S2S(predict_with_generate=True, eval_strategy="epochs")
`;
const files: Readonly<Record<string, string>> = {
  "train.py": script,
  "good.py": "x = TrainingArguments('out', seed=1)\n",
  "none.py": "parser = HfArgumentParser(TrainingArguments)\n",
  "broken.py": "x = 1\ny = 'open\n",
  "bare.yaml": "learning_rate: 2e-5\nwarmup_ratio: 0.1\nevaluation_strategy: epoch\nreport_to: none\n",
  "list.yaml": "- a\n",
  "spec.yaml":
    "name: bert\nsource: .\nentryPoint: train.py\nargs:\n  bf16: true\nresources:\n  accelerator: T4\n  nodes: 0\n",
  "old.yaml":
    'name: bert\nsource: .\nentryPoint: train.py\nenvironment: { transformers: "4.57" }\nargs: { no_cuda: true, report_to: none }\n',
  "study.yaml": "objective: { metric: eval_loss, goal: minimize }\ntrials: 0\nspace: { seed: { min: 1, max: 9 } }\n",
  "job.json": '{"TrainingJobName": "bert-1"}',
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-documents-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

const check = (...words: string[]): Promise<Ran> => runMain(folder, ["args", "check", ...words]);

describe("args check", () => {
  it("reads every call of a script, and tells the lines", async () => {
    const { code, out } = await check("train.py");
    expect(code).toBe(2);
    expect(out).toContain("train.py:3:8, transformers 5\n");
    expect(out).toContain("error: args.learnig_rate train.py:5:5 ");
    expect(out).toContain("Did you mean `learning_rate`?");
    expect(out).toContain("error: args.bf16 train.py:7:5 `fp16` and `bf16` are both true.");
    expect(out).toContain("info: args.warmup_steps train.py:8:5 `steps // 10` is known only when the script runs");
    expect(out).toContain("train.py:10:9, transformers 5\n");
    expect(out).toContain("args.eval_strategy train.py:10:41");
    expect(out).not.toContain("predict_with_generate");
  });

  it("finds nothing wrong with what is right", async () => {
    const { code, out } = await check("good.py");
    expect([code, out]).toEqual([0, "good.py:1:5, transformers 5\n  No problem was found.\n"]);
  });

  it("checks a bare mapping for the release that is asked for", async () => {
    expect((await check("bare.yaml")).out).toContain("error: args.warmup_ratio bare.yaml:2:15 ");
    const { code, out } = await check("bare.yaml", "--transformers", "4.57");
    expect(code).toBe(2);
    expect(out).not.toContain("warmup_ratio");
    expect(out).toContain("args.evaluation_strategy");
  });

  it("holds a spec's arguments against its machines, and leaves the rest of it to plan", async () => {
    const { code, out } = await check("spec.yaml");
    expect(code).toBe(2);
    expect(out).toContain("error: args.bf16 spec.yaml:5:9 ");
    expect(out).not.toContain("resources.nodes");
  });

  it("migrates, tells each change, and prints what to write", async () => {
    const { code, out } = await check("bare.yaml", "--migrate", "5");
    expect(code).toBe(0);
    expect(out).toContain("info: args.warmup_ratio bare.yaml:2:15 ");
    const mapping = out.slice(out.indexOf("\n\n") + 2);
    expect(parse(mapping)).toEqual({
      learning_rate: 2e-5,
      report_to: "none",
      eval_strategy: "epoch",
      warmup_steps: 0.1,
    });
  });

  it("is one document with --json", async () => {
    const { out } = await check("old.yaml", "--migrate", "5", "--json");
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      checks: [
        {
          source: "old.yaml",
          transformers: "5",
          args: { use_cpu: true, report_to: "none" },
          diagnostics: [{ severity: "info", path: "args.no_cuda", location: { file: "old.yaml", line: 5 } }],
        },
      ],
    });
  });

  it("reads standard input", async () => {
    const { code, out } = await runMain(folder, ["args", "check", "-"], {}, { stdin: "seed: 1\n" });
    expect([code, out]).toEqual([0, "standard input, transformers 5\n  No problem was found.\n"]);
  });

  it.each([
    [["args"], "args needs `check` and a file"],
    [["args", "check"], "args check needs a file."],
    [["args", "chekc", "x"], "There is no `args chekc`."],
    [["args", "check", "none.py"], "There is no call of TrainingArguments"],
    [["args", "check", "broken.py"], "broken.py:2:5"],
    [["args", "check", "list.yaml"], "This holds no mapping of TrainingArguments."],
    [["args", "check", "gone.py"], "There is no such file."],
    [["args", "check", "good.py", "--migrate", "6"], '"6" is no major'],
    [["args", "check", "old.yaml", "--migrate", "4"], "written for transformers 4.57 already"],
  ])("%j exits with 2 and says why", async (argv, expected) => {
    const { code, out, err } = await runMain(folder, argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(expected);
  });
});

describe("lift", () => {
  const spec = { name: "bert", source: ".", entryPoint: "train.py", environment: { transformers: "4.60" } } as const;
  const diagnostics = [
    { severity: "warning", code: "x", path: "VpcConfig", message: "Was kept.", fix: "See." },
  ] as const;
  const lift = (...words: string[]): Promise<Ran> =>
    runMain(folder, ["lift", ...words], { lifted: { spec, diagnostics } });

  it("prints the spec, and what to know on stderr", async () => {
    const { code, out, err, asked } = await lift("job.json");
    expect(code).toBe(0);
    expect(parse(out)).toEqual(spec);
    expect(out).toContain('transformers: "4.60"');
    expect(err).toBe("Lifted from sagemaker.\nwarning: VpcConfig Was kept. See.\n");
    expect(asked.lifted).toEqual([{ TrainingJobName: "bert-1" }]);
  });

  it("is JSON on both with --json", async () => {
    const { out, err } = await lift("job.json", "--json", "--on", "sagemaker");
    expect(JSON.parse(out)).toEqual(spec);
    expect(parseLines(err.trimEnd().split("\n"))).toEqual(diagnostics);
  });

  it("reads standard input", async () => {
    const lifted = { spec, diagnostics: [] };
    const { asked } = await runMain(folder, ["lift", "-"], { lifted }, { stdin: "kind: RayJob\n" });
    expect(asked.lifted).toEqual([{ kind: "RayJob" }]);
  });

  const several = `# beside the job
---
kind: ConfigMap
metadata: { name: code }
---
kind: RayJob
metadata: { name: one }
---
kind: RayJob
metadata: { name: two }
`;
  /** A platform that knows jobs of Ray. */
  const knowing = (stdin: string, ...words: string[]): Promise<Ran> =>
    runMain(
      folder,
      ["lift", "-", ...words],
      { lifts: (native) => ((native as { kind: string }).kind === "RayJob" ? { spec, diagnostics: [] } : undefined) },
      { stdin },
    );

  it("finds the job among several documents, and tells of the others", async () => {
    const { code, err, asked } = await knowing(several.slice(0, several.lastIndexOf("---")));
    expect(code).toBe(0);
    expect(asked.lifted).toContainEqual({ kind: "RayJob", metadata: { name: "one" } });
    expect(err).toContain('document 1 Found ConfigMap "code", which is left out');
  });

  it("asks which of several jobs is meant, and takes that one", async () => {
    const unclear = await knowing(several);
    expect([unclear.code, unclear.out]).toEqual([2, ""]);
    expect(unclear.err).toContain('It holds 2 jobs: document 2, RayJob "one"; document 3, RayJob "two".');
    expect(unclear.err).toContain("Choose one: --document 2.");
    const chosen = await knowing(several, "--document", "3");
    expect(chosen.code).toBe(0);
    expect(chosen.err).toContain('document 2 Found RayJob "one", which is left out');
    expect((await knowing(several, "--document", "4")).err).toContain("holds 3 documents; there is no 4");
    expect((await knowing(several, "--document", "x")).err).toContain("Give a number from 1 on.");
  });

  it("says of each document what the platforms said, when none is a job", async () => {
    const { code, err } = await knowing("kind: A\n---\nkind: B\n");
    expect(code).toBe(2);
    expect(err).toContain("standard input, document 2");
  });

  it("says what each platform said that does not know the document", async () => {
    const { code, out, err } = await runMain(folder, ["lift", "job.json"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("sagemaker: This is no document of SageMaker.");
    expect((await runMain(folder, ["lift", "job.json", "--on", "nowhere"])).err).toContain(
      'There is no platform "nowhere"',
    );
  });
});

describe("plan --study", () => {
  const argv = ["plan", "old.yaml", "--on", "sagemaker", "--study", "study.yaml", "--json"];

  it("plans a search", async () => {
    const { code, out, asked } = await runMain(folder, argv);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ plans: [{ kind: "tuning" }] });
    expect(asked.studies).toEqual([
      { objective: { metric: "eval_loss", goal: "minimize" }, trials: 0, space: { seed: { min: 1, max: 9 } } },
    ]);
  });

  it("tells the line of the study that is wrong, and of the spec", async () => {
    const wrong = (path: string) => ({ severity: "error", code: "x", path, message: "Wrong." }) as const;
    const { code, err } = await runMain(folder, argv, { issues: [wrong("study.trials"), wrong("args.no_cuda")] });
    expect(code).toBe(2);
    expect(JSON.parse(err)).toMatchObject({
      error: {
        issues: [
          { path: "study.trials", location: { file: "study.yaml", line: 2, column: 9 } },
          { path: "args.no_cuda", location: { file: "old.yaml", line: 5 } },
        ],
      },
    });
  });

  it("refuses a study that is no object", async () => {
    const { code, err } = await runMain(
      folder,
      argv.map((word) => (word === "study.yaml" ? "list.yaml" : word)),
    );
    expect([code, err]).toEqual([2, expect.stringContaining("A study is an object.")]);
  });
});
