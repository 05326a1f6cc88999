import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../errors/config-error.ts";
import { checkTrainerSpec, parseTrainerSpec } from "./check.ts";

const good = { name: "bert-imdb", source: ".", entryPoint: "train.py" };
const problems = (spec: unknown): string[] => checkTrainerSpec(spec).map(formatDiagnostic);
const withField = (path: string, value: unknown): unknown => {
  const spec: Record<string, unknown> = structuredClone(good);
  const keys = path.split(".");
  let at = spec;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
  at[keys.at(-1) ?? ""] = value;
  return spec;
};

describe("checkTrainerSpec", () => {
  it("finds nothing wrong with a whole spec", () => {
    const whole = {
      ...good,
      args: { learning_rate: 2e-5, bf16: true, num_train_epochs: 3, average_tokens_across_devices: true },
      scriptArgs: { data: "{input:train}", flags: ["a", "b"], on: true },
      resources: {
        accelerator: "A100-80GB",
        acceleratorsPerNode: 8,
        nodes: 2,
        spot: true,
        maxRuntime: "1h30m",
        disk: "200GB",
      },
      environment: {
        transformers: "5.3",
        python: "3.12",
        image: "r/i:t",
        requirements: "req/all.txt",
        variables: { A: "b" },
        secrets: { HF_TOKEN: { env: "HF_TOKEN" }, W: { native: "arn" } },
      },
      inputs: { train: "s3://bucket/imdb/" },
      outputs: { store: "s3://bucket/out", hub: "acme/bert" },
      launch: { kind: "spawn" },
      platforms: { sagemaker: { RetryStrategy: { MaximumRetryAttempts: 2 } } },
    };
    expect(problems(whole)).toEqual([]);
  });

  it("holds arguments and variables against the machines", () => {
    const resources = { accelerator: "A100-80GB", acceleratorsPerNode: 2, nodes: 2 };
    const variables = { ACCELERATE_USE_PARALLELISM_CONFIG: "true", PARALLELISM_CONFIG_TP_SIZE: "8" };
    const found = (change: object): string[] => checkTrainerSpec({ ...good, ...change }).map(({ path }) => path);
    expect(found({ resources, args: {} })).toEqual(["args.average_tokens_across_devices"]);
    expect(found({ resources, environment: { variables } })).toEqual([
      "environment.variables.PARALLELISM_CONFIG_DP_REPLICATE_SIZE",
    ]);
    expect(found({ args: { fsdp: true } })).toEqual(["args.fsdp"]);
    expect(found({ args: { fsdp: true }, launch: { kind: "torchrun" } })).toEqual([]);
  });

  it("lists every problem at once, each with its path and what to type instead", () => {
    const spec = {
      nam: "x",
      source: 1,
      entryPoint: "train.py",
      resources: { accelerator: "A100-80G", nodes: 0 },
      args: { learning_rat: 1 },
      envirnment: {},
    };
    expect(problems(spec)).toEqual([
      "name: Is missing. Allowed: letters, digits and inner hyphens, at most 40 characters, such as `bert-imdb`.",
      "source: Found 1. Allowed: a folder, such as `./bert`.",
      'resources.accelerator: Found "A100-80G". Allowed: cpu, T4, V100-16GB, V100-32GB, A10, A10G, L4, L40S, A100-40GB, A100-80GB, H100, H100-NVL, H200, B200, GB200, RTX-PRO-6000, MI300X, TPU-v5e, TPU-v5p, TPU-v6e, Trainium, Trainium2. Did you mean "A100-80GB"?',
      "resources.nodes: Found 0. Allowed: a whole number from 1 on.",
      "nam: There is no such field. Did you mean `name`?",
      "envirnment: There is no such field. Did you mean `environment`?",
      expect.stringMatching(/^args\.learning_rat: .*learning_rate/),
    ]);
  });

  it.each([
    ["name", "-a", /^name: Found "-a"\. Allowed: letters, digits/],
    ["name", "a".repeat(41), /^name: /],
    ["name", "a_b", /^name: /],
    ["entryPoint", "../train.py", /^entryPoint: .*a Python file inside `source`/],
    ["entryPoint", "/train.py", /^entryPoint: /],
    ["entryPoint", "a/../../train.py", /^entryPoint: /],
    ["entryPoint", "C:\\train.py", /^entryPoint: /],
    ["entryPoint", "train.sh", /^entryPoint: /],
    ["environment.requirements", "../requirements.txt", /^environment\.requirements: .*inside `source`/],
    ["environment.transformers", 5.3, /^environment\.transformers: Found 5\.3\. Allowed: .*as a string/],
    ["environment.transformers", "6", /^environment\.transformers: /],
    ["environment.variables", { A: 1 }, /^environment\.variables\.A: Found 1\. Allowed: text/],
    ["environment.variables", { "1A": "x" }, /^environment\.variables\["1A"\]: Is no valid name/],
    ["environment.variables", { SWITCHYARD_X: "x" }, /Is no valid name/],
    ["environment.secrets", { T: "value" }, /^environment\.secrets\.T: .*\{ env: "NAME" \}/],
    ["environment.secrets", { T: { env: "A", native: "B" } }, /^environment\.secrets\.T: /],
    ["inputs", { train: "./data" }, /^inputs\.train: .*a URI/],
    ["inputs", { "a b": "s3://b" }, /^inputs\["a b"\]: Is no valid name/],
    ["outputs.hub", "bert", /^outputs\.hub: .*owner\/name/],
    ["launch.arguments", "file", /^launch\.arguments: Found "file"\. Allowed: auto, argv, json/],
    ["launch", { kind: "torchrn" }, /Did you mean "torchrun"\?/],
    ["resources.maxRuntime", "6 hours", /^resources\.maxRuntime: .*`6h`/],
    ["resources.maxRuntime", "0h", /^resources\.maxRuntime: /],
    ["resources.disk", "200", /^resources\.disk: .*`200GB`/],
    ["resources", [], /^resources: Found a list, \[\]\. Allowed: an object/],
    ["args", "lr=1", /^args: /],
    ["scriptArgs", { when: new Date(0) }, /^scriptArgs\.when: Found an instance of Date/],
    ["scriptArgs", { x: Number.NaN }, /^scriptArgs\.x: JSON has no NaN/],
    ["scriptArgs", { x: "a\0b" }, /NUL/],
    ["scriptArgs", { x: () => 1 }, /^scriptArgs\.x: Found a function/],
    ["scriptArgs", { data: "{input:trian}" }, /^scriptArgs\.data: `\{input:trian\}` names no input/],
    [
      "environment.variables",
      { K: "hf_abcdefghijklmnopqrstuvwxyz" },
      /^environment\.variables\.K: This looks like a credential/,
    ],
    ["args", { run_name: "AKIAIOSFODNN7EXAMPLE" }, /^args\.run_name: This looks like a credential/],
    ["platforms", { sagemaker: 1 }, /^platforms\.sagemaker: /],
  ])("refuses %s = %j", (path, value, expected) => {
    const found = problems(withField(path, value));
    expect(found.join("\n")).toMatch(expected);
    expect(found.join("\n")).not.toMatch(/hf_abc|AKIA/);
  });

  it.each([null, undefined, 1, "spec", [], new Map()])("refuses %j as a spec", (value) => {
    expect(problems(value).length).toBeGreaterThan(0);
  });

  it("survives a spec that refers to itself, and a `__proto__`", () => {
    const circular: Record<string, unknown> = { ...good };
    circular["scriptArgs"] = circular;
    expect(problems(circular).join()).toMatch(/refers to itself/);
    expect(
      problems(JSON.parse('{"name":"a","source":".","entryPoint":"t.py","platforms":{"__proto__":{"x":1}}}')).join(),
    ).toMatch(/__proto__/);
  });

  it("holds a bf16 run against the accelerator", () => {
    const spec = { ...good, args: { bf16: true }, resources: { accelerator: "T4" } };
    expect(problems(spec).join()).toMatch(/bf16/);
    expect(problems({ ...spec, resources: { accelerator: "L4" } })).toEqual([]);
  });
});

describe("parseTrainerSpec", () => {
  it("drops undefined fields and keeps the rest", () => {
    expect(parseTrainerSpec({ ...good, args: undefined, resources: { nodes: 2, spot: undefined } })).toEqual({
      ...good,
      resources: { nodes: 2 },
    });
  });
});

it("the published JSON Schema names the same fields", () => {
  const schema = JSON.parse(readFileSync(new URL("../../trainer-spec.schema.json", import.meta.url), "utf8")) as {
    properties: Record<string, { properties?: Record<string, unknown> }>;
  };
  expect(Object.keys(schema.properties)).toEqual([
    "name",
    "source",
    "entryPoint",
    "args",
    "scriptArgs",
    "resources",
    "environment",
    "inputs",
    "outputs",
    "launch",
    "platforms",
  ]);
  expect(Object.keys(schema.properties["args"]?.properties ?? {}).length).toBeGreaterThan(120);
});
