import { expect, it } from "vitest";
import { encodeJsonArguments } from "./json-arguments.ts";

const textOf = (args: object, scriptArgs = {}, version = "5") => {
  const { text, diagnostics } = encodeJsonArguments(args, scriptArgs, version);
  expect(diagnostics).toEqual([]);
  return text;
};

it("writes real numbers with a point and whole ones without, in table order", () => {
  expect(textOf({ logging_steps: 10, num_train_epochs: 3, seed: 7, learning_rate: 2e-5, max_grad_norm: 1e21 })).toBe(
    '{\n "num_train_epochs": 3.0,\n "learning_rate": 0.00002,\n "max_grad_norm": 1e+21,\n "logging_steps": 10.0,\n "seed": 7\n}\n',
  );
});

it("follows the type that the release has", () => {
  expect(textOf({ warmup_steps: 5 }, {}, "4.57")).toBe('{\n "warmup_steps": 5\n}\n');
  expect(textOf({ warmup_steps: 5 }, {}, "5.18")).toBe('{\n "warmup_steps": 5.0\n}\n');
});

it("carries what no command line can", () => {
  const args = {
    report_to: ["wandb", "tensorboard"],
    include_for_metrics: [],
    run_name: null,
    include_num_input_tokens_seen: "non_padding",
    optim_target_modules: ["attn", "mlp"],
    liger_kernel_config: { rope: true },
    trackio_static_space_id: false,
    label_names: ["-x"],
    lr_scheduler_kwargs: { a: "1.5" },
  };
  expect(JSON.parse(textOf(args))).toEqual(args);
});

it("leaves FSDP out where it is off", () => {
  for (const fsdp of [false, "", []]) expect(textOf({ fsdp, seed: 1 }, {}, "4.57")).toBe('{\n "seed": 1\n}\n');
  expect(textOf({ fsdp: true })).toBe('{\n "fsdp": true\n}\n');
});

it("puts the script's own arguments behind, as its dataclasses spell them", () => {
  const scriptArgs = { "max-length": 5, data: null, flags: [], nested: [[1]], path: "{input:train}" };
  expect(textOf({ seed: 1 }, scriptArgs)).toBe(
    '{\n "seed": 1,\n "data": null,\n "flags": [],\n "max_length": 5,\n "nested": [[1]],\n "path": "{input:train}"\n}\n',
  );
});

it("writes an empty object for no arguments", () => {
  expect(textOf({})).toBe("{}\n");
});

it("refuses what JSON cannot say, and never drops what is wrong without a word", () => {
  const args = { learning_rate: NaN, lr: 1, seed: 1.5, hub_token: "x", bf16: true };
  const { text, diagnostics } = encodeJsonArguments(args, { "a b": 1, seed: 2, x: Infinity, y: 1 }, "5");
  expect(text).toBe('{\n "bf16": true,\n "y": 1\n}\n');
  expect(diagnostics.map(({ path }) => path).sort()).toEqual([
    "args.hub_token",
    "args.learning_rate",
    "args.lr",
    "args.seed",
    "scriptArgs.a b",
    "scriptArgs.seed",
    "scriptArgs.x",
  ]);
});
