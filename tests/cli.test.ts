import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const quickstart = join(root, "examples/quickstart/train.yaml");
let folder = "";
let switchyard: (typeof import("./support/switchyard.ts"))["switchyard"];

beforeAll(async () => {
  if (!existsSync(join(root, "packages/cli/dist/switchyard.cjs"))) execFileSync("npx", ["tsup"], { cwd: root });
  ({ switchyard } = await import("./support/switchyard.ts"));
  folder = await mkdtemp(join(tmpdir(), "switchyard-cli-"));
  await writeFile(join(folder, "train.py"), "print('hello')\n");
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const start = "name: bert\nsource: .\nentryPoint: train.py\n";
const spec = (changes: object): string =>
  JSON.stringify({ name: "bert", source: ".", entryPoint: "train.py", ...changes });

/** File name, its text, and what the user must read: the path, and what to type instead. */
const malformed: readonly (readonly [file: string, text: string, path: string, advice: string | RegExp])[] = [
  // What is not even a document.
  ["empty.yaml", "", "empty.yaml", "Begin with `name: my-run`"],
  ["comment.yaml", "# nothing\n", "comment.yaml", "Begin with `name: my-run`"],
  ["list.yaml", "- a\n- b\n", "list.yaml", "Begin with `name: my-run`"],
  ["text.yaml", "just words\n", "text.yaml", "Begin with `name: my-run`"],
  ["number.json", "42", "number.json", "Begin with `name: my-run`"],
  ["null.json", "null", "null.json", "Begin with `name: my-run`"],
  ["spec.toml", "name = 'bert'", "spec.toml", "Allowed: .yaml, .yml, .json"],
  ["spec.yamll", start, "spec.yamll", "Did you mean .yaml?"],
  // YAML that does not parse.
  ["twice.yaml", `${start}name: other\n`, "twice.yaml:4:1", "Keep one of the two."],
  ["two.yaml", `${start}---\n${start}`, "two.yaml:5:1", "remove the `---`"],
  ["tab.yaml", `${start}args:\n\tseed: 1\n`, "tab.yaml:5:1", "Indent with spaces."],
  [
    "indent.yaml",
    `${start}args:\n   seed: 1\n  bf16: true\n`,
    "indent.yaml:6:1",
    "Indent all entries of one block alike",
  ],
  ["colon.yaml", "name: a: b\n", "colon.yaml:1:7", "in quotes"],
  ["bracket.yaml", `${start}args: { seed: 1\n`, "bracket.yaml:5:1", "close every bracket"],
  ["quote.yaml", 'name: "bert\n', "quote.yaml", "Close what was opened"],
  ["at.yaml", "name: @bert\n", "at.yaml:1:7", "Put this text in quotes."],
  ["tag.yaml", "name: !!python/object:os.system bert\n", "tag.yaml:1:7", "Remove the tag"],
  ["alias.yaml", "name: *bert\n", "alias.yaml", "Write the value out"],
  [
    "bomb.yaml",
    [
      "a0: &a0 [x]",
      ...[1, 2, 3, 4, 5, 6, 7].map(
        (n) =>
          `a${n}: &a${n} [${Array(9)
            .fill(`*a${n - 1}`)
            .join(", ")}]`,
      ),
    ].join("\n"),
    "bomb.yaml",
    "Write the value out",
  ],
  ["inexact.yaml", `${start}args:\n  seed: 12345678901234567890\n`, "inexact.yaml:5:9", 'Write "12345678901234567890"'],
  // JSON that does not parse.
  ["comma.json", '{"name": "bert",}', "comma.json:1:17", 'Write "name": value'],
  ["single.json", "{'name': 'bert'}", "single.json:1:2", "double quotes"],
  ["open.json", '{"name": "bert"', "open.json:1:16", "close the object with }"],
  ["twice.json", '{"name": "a", "name": "b"}', "twice.json:1:15", "Keep one of the two."],
  ["nan.json", '{"args": {"learning_rate": NaN}}', "nan.json:1:28", "JSON knows"],
  ["deep.json", "[".repeat(50_000), "deep.json", "Nest less."],
  // Modules.
  ["none.mjs", "export const spec = {};", "none.mjs", "export default"],
  ["broken.ts", "export default {", "broken.ts", "Correct the module"],
  ["throws.mjs", "throw new TypeError('no');", "throws.mjs", "TypeError: no"],
  ["function.mjs", `export default { ...${spec({})}, args: { seed: () => 1 } };`, "args.seed", "Write text, a number"],
  // The three fields that every spec has.
  ["missing.yaml", "source: .\n", "name", "Allowed: letters, digits"],
  ["entry.yaml", "name: bert\nsource: .\n", "entryPoint", "such as `train.py`"],
  ["name.json", spec({ name: "my bert!" }), "name", "such as `bert-imdb`"],
  ["long.json", spec({ name: "b".repeat(41) }), "name", "at most 40 characters"],
  ["number.yaml", "name: 123\nsource: .\nentryPoint: train.py\n", "name", "Allowed: letters, digits"],
  ["script.json", spec({ entryPoint: "../train.py" }), "entryPoint", "inside `source`"],
  ["shell.json", spec({ entryPoint: "train.sh" }), "entryPoint", "a Python file"],
  ["source.json", spec({ source: "./gone" }), "source", /gone/],
  // Fields that do not exist, or hold what they may not.
  ["field.json", spec({ enviroment: {} }), "enviroment", "Did you mean `environment`?"],
  ["resource.json", spec({ resources: { node: 2 } }), "resources.node", "Did you mean `nodes`?"],
  ["nodes.yaml", `${start}resources:\n  nodes: 0\n`, "nodes.yaml:5:10", "a whole number from 1 on"],
  ["half.json", spec({ resources: { nodes: 1.5 } }), "resources.nodes", "a whole number from 1 on"],
  [
    "accelerator.json",
    spec({ resources: { accelerator: "A100-80G" } }),
    "resources.accelerator",
    'Did you mean "A100-80GB"?',
  ],
  ["runtime.json", spec({ resources: { maxRuntime: "6 hours" } }), "resources.maxRuntime", "such as `6h`"],
  ["disk.json", spec({ resources: { disk: "lots" } }), "resources.disk", "such as `200GB`"],
  ["yes.yaml", `${start}resources:\n  spot: yes\n`, "resources.spot", "write true"],
  ["version.yaml", `${start}environment:\n  transformers: 4.60\n`, "environment.transformers", 'write "4.60"'],
  ["python.yaml", `${start}environment:\n  python: 3.10\n`, "environment.python", 'write "3.10"'],
  [
    "variable.yaml",
    `${start}environment:\n  variables:\n    THREADS: 4\n`,
    "environment.variables.THREADS",
    'write "4"',
  ],
  [
    "secret.json",
    spec({ environment: { secrets: { HF_TOKEN: "plain" } } }),
    "environment.secrets.HF_TOKEN",
    '{ env: "NAME" }',
  ],
  ["launch.json", spec({ launch: { kind: "torchrn" } }), "launch.kind", 'Did you mean "torchrun"?'],
  ["input.json", spec({ inputs: { train: "data/train" } }), "inputs.train", "such as `s3://"],
  ["placeholder.json", spec({ scriptArgs: { data: "{input:train}" } }), "scriptArgs.data", "inputs: { train:"],
  ["hub.json", spec({ outputs: { hub: "bert" } }), "outputs.hub", "owner/name"],
  // TrainingArguments.
  ["argument.yaml", `${start}args:\n  learnig_rate: 1\n`, "args.learnig_rate", "learning_rate"],
  ["type.json", spec({ args: { num_train_epochs: "three" } }), "args.num_train_epochs", /number/],
  ["choice.json", spec({ args: { save_strategy: "sometimes" } }), "args.save_strategy", /steps/],
];

describe("a malformed spec", () => {
  it("comes in at least 50 kinds here", () => {
    expect(new Set(malformed.map(([file]) => file)).size).toBeGreaterThanOrEqual(50);
  });

  it.each(malformed)("%s exits with 2, a path and what to type instead", async (file, text, path, advice) => {
    await writeFile(join(folder, file), text);
    const { code, stdout, stderr } = await switchyard(["plan", join(folder, file), "--on", "sagemaker"]);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(path);
    expect(stderr).toMatch(advice);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
  });
});

describe("plan --json", () => {
  it("prints the same bytes twice, with an empty home and no environment", async () => {
    const home = await mkdtemp(join(folder, "home-"));
    const parameters = ["plan", quickstart, "--on", "sagemaker", "--json"];
    const first = await switchyard(parameters, { HOME: home });
    const second = await switchyard(parameters, { HOME: home });
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toBe(first.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({
      schemaVersion: 1,
      spec: { name: "language-quickstart" },
      plans: [{ platform: "sagemaker", requests: [{ operation: "CreateTrainingJob" }], uploads: [{ from: "source" }] }],
    });
  });

  it("prints the same plan for a spec in TypeScript", async () => {
    const module = `import type { TrainerSpec } from "@switchyard/core";\nconst name: string = "bert";\nexport default { name, source: ".", entryPoint: "train.py" } satisfies TrainerSpec;\n`;
    const own = await mkdtemp(join(folder, "typed-"));
    for (const [file, text] of [
      ["train.py", ""],
      ["spec.mts", module],
      ["spec.yaml", start],
    ] as const)
      await writeFile(join(own, file), text);
    const [typed, plain] = await Promise.all(
      ["spec.mts", "spec.yaml"].map((file) => switchyard(["plan", join(own, file), "--on", "sagemaker", "--json"])),
    );
    expect(typed).toMatchObject({ code: 0, stderr: "" });
    expect((JSON.parse(typed?.stdout ?? "") as { plans: unknown }).plans).toEqual(
      (JSON.parse(plain?.stdout ?? "") as { plans: unknown }).plans,
    );
  });

  it("tells every problem as one JSON object on stderr", async () => {
    await writeFile(
      join(folder, "several.yaml"),
      `${start}resources:\n  nodes: 0\n  sopt: true\nargs:\n  learnig_rate: 1\n`,
    );
    const { code, stderr } = await switchyard(["plan", join(folder, "several.yaml"), "--on", "sagemaker", "--json"]);
    expect(code).toBe(2);
    const { error } = JSON.parse(stderr) as {
      error: { code: string; issues: { path: string; location: { line: number } }[] };
    };
    expect(error.code).toBe("config");
    expect(error.issues.map(({ path, location }) => [path, location.line])).toEqual(
      expect.arrayContaining([
        ["resources.nodes", 5],
        ["resources.sopt", 6],
        ["args.learnig_rate", 8],
      ]),
    );
  });
});

describe("help", () => {
  it("teaches a person who types switchyard alone", async () => {
    const { code, stdout, stderr } = await switchyard([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const words of [
      "entryPoint: train.py",
      "switchyard plan train.yaml --on sagemaker",
      "switchyard yard",
      "Exit codes:",
    ])
      expect(stdout).toContain(words);
  });

  it("knows the nearest command and flag", async () => {
    expect(await switchyard(["paln"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean `switchyard plan`?") as string,
    });
    expect(await switchyard(["plan", quickstart, "--jsom"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean --json?") as string,
    });
  });
});

describe("yard --folder", () => {
  it("refuses a folder with files that no yard made, and leaves them alone", async () => {
    const foreign = await mkdtemp(join(folder, "foreign-"));
    await mkdir(join(foreign, "bin"));
    await writeFile(join(foreign, "bin/keep"), "mine");
    const { code, stderr } = await switchyard(["yard", "--folder", foreign]);
    expect(code).toBe(2);
    expect(stderr).toContain("holds files that no yard made");
    expect(await readFile(join(foreign, "bin/keep"), "utf8")).toBe("mine");
  });
});

describe("a reader that goes away", () => {
  it("ends plan quietly", () => {
    const line = `"${process.execPath}" packages/cli/dist/switchyard.cjs plan "${quickstart}" --on sagemaker --json | head -c 10; echo " \${PIPESTATUS[0]}"`;
    expect(
      execFileSync("bash", ["-c", line], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }),
    ).toBe('{\n  "schem 0\n');
  });
});
