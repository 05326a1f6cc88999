import { describe, expect, it } from "vitest";
import { encodeArguments } from "./argv.ts";
import type { TrainingArguments } from "./training-arguments.ts";

const argvOf = (args: object, version = "5") => {
  const { argv, diagnostics } = encodeArguments(args, version);
  expect(diagnostics).toEqual([]);
  return argv;
};

it("encodes in table order, whatever the order written", () => {
  const args: TrainingArguments = {
    lr_scheduler_kwargs: { min_lr_rate: 0.1 },
    fsdp_config: { version: 2, transformer_layer_cls_to_wrap: ["LlamaDecoderLayer"] },
    fsdp: true,
    label_names: ["a", "b"],
    logging_steps: 10,
    warmup_steps: 0.03,
    learning_rate: 2e-5,
    tf32: false,
    remove_unused_columns: false,
    bf16: true,
    output_dir: "out",
  };
  expect(argvOf(args)).toEqual([
    "--output_dir=out",
    "--learning_rate=0.00002",
    '--lr_scheduler_kwargs={"min_lr_rate":0.1}',
    "--warmup_steps=0.03",
    "--bf16=true",
    "--tf32=false",
    "--logging_steps=10",
    "--remove_unused_columns=false",
    "--label_names",
    "a",
    "b",
    "--fsdp",
    '--fsdp_config={"version":2,"transformer_layer_cls_to_wrap":["LlamaDecoderLayer"]}',
  ]);
});

it.each<[string, object, string[]]>([
  ["a default that was written", { seed: 42, bf16: false }, ["--bf16=false", "--seed=42"]],
  ["text that looks like a flag", { run_name: "--bf16=true" }, ["--run_name=--bf16=true"]],
  ["empty text", { run_name: "" }, ["--run_name="]],
  ["a small number", { adam_epsilon: 1e-8 }, ["--adam_epsilon=1e-8"]],
  ["a large number", { max_grad_norm: 1e21 }, ["--max_grad_norm=1e+21"]],
  ["a placeholder", { output_dir: "{output}" }, ["--output_dir={output}"]],
  ["a path in the place of an object", { deepspeed: "{input:config}/ds.json" }, ["--deepspeed={input:config}/ds.json"]],
  ["null where None is the default", { run_name: null, tf32: null }, []],
  ["an empty list where that is the default", { include_for_metrics: [], debug: [] }, []],
  [
    "words of debug as tokens",
    { debug: "underflow_overflow tpu_metrics_debug" },
    ["--debug", "underflow_overflow", "tpu_metrics_debug"],
  ],
  ["one tracker in a list", { report_to: ["wandb"] }, ["--report_to=wandb"]],
  ["no tracker", { report_to: [] }, ["--report_to=none"]],
  ["all tokens seen", { include_num_input_tokens_seen: "all" }, ["--include_num_input_tokens_seen=true"]],
  ["no tokens seen", { include_num_input_tokens_seen: "no" }, ["--include_num_input_tokens_seen=false"]],
  [
    "strings in lists, which stay strings",
    { lr_scheduler_kwargs: { a: ["true", "12"] } },
    ['--lr_scheduler_kwargs={"a":["true","12"]}'],
  ],
])("carries %s", (_, args, argv) => {
  expect(argvOf(args)).toEqual(argv);
});

describe("FSDP", () => {
  it.each<[string, unknown, string[]]>([
    ["5", true, ["--fsdp"]],
    ["5.10", ["full_shard", "offload"], ["--fsdp=full_shard offload"]],
    ["5.9", true, ["--fsdp=full_shard"]],
    ["4.57", "full_shard auto_wrap", ["--fsdp=full_shard auto_wrap"]],
    ["4.57", true, ["--fsdp=full_shard"]],
    ["5", false, []],
    ["4.57", false, []],
    ["5", "", []],
    ["5", [], []],
  ])("under %s: %j", (version, fsdp, argv) => {
    expect(argvOf({ fsdp }, version)).toEqual(argv);
  });
});

it.each<[string, object, string, string]>([
  ["5", { report_to: ["wandb", "tensorboard"] }, "args.report_to", '"all"'],
  ["5", { optim_target_modules: ["attn"] }, "args.optim_target_modules", "one pattern"],
  ["5", { include_num_input_tokens_seen: "non_padding" }, "args.include_num_input_tokens_seen", '"all" or "no"'],
  ["5", { trackio_static_space_id: false }, "args.trackio_static_space_id", "Leave it out"],
  ["5", { liger_kernel_config: { rope: true } }, "args.liger_kernel_config", "in the script"],
  ["5", { label_names: [] }, "args.label_names", "Leave it out"],
  ["5", { label_names: ["-x"] }, "args.label_names", "Rename it"],
  ["5", { fsdp_config: { version: "2" }, fsdp: true }, "args.fsdp_config", "Write 2"],
  ["5", { lr_scheduler_kwargs: { a: { b: "True" } } }, "args.lr_scheduler_kwargs", "Write true"],
  ["5", { deepspeed: { a: "1.5" } }, "args.deepspeed", "Write 1.5"],
  ["4", { trackio_space_id: null }, "args.trackio_space_id", "Write a value"],
])("under %s says why %j cannot travel", (version, args, path, fix) => {
  const { argv, diagnostics } = encodeArguments(args, version);
  expect(argv.filter((token) => token.startsWith(path.replace("args.", "--")))).toEqual([]);
  expect(diagnostics).toMatchObject([{ severity: "error", code: "not-on-the-command-line", path }]);
  expect(diagnostics[0]?.fix).toContain(fix);
});

it("never drops what is wrong by itself without a word", () => {
  const { argv, diagnostics } = encodeArguments({ lr: 1, seed: "1", hub_token: "x", bf16: true }, "5");
  expect(argv).toEqual(["--bf16=true"]);
  expect(diagnostics.map(({ code }) => code).sort()).toEqual(["secret-argument", "unknown-argument", "wrong-type"]);
});

it("answers an unknown version by a diagnostic", () => {
  expect(encodeArguments({ seed: 1 }, "6")).toMatchObject({ argv: [], diagnostics: [{ code: "unknown-version" }] });
});
