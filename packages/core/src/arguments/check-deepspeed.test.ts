import { expect, it } from "vitest";
import { checkTrainingArguments } from "./check.ts";

const found = (deepspeed: unknown, more = {}, version = "5") =>
  checkTrainingArguments({ deepspeed, ...more }, version).map(({ severity, code, path }) =>
    [severity, code, path].join(" "),
  );
const mismatch = (key: string) => `error deepspeed-mismatch args.deepspeed.${key}`;

it.each<[string, object, object]>([
  ["train_micro_batch_size_per_gpu", { train_micro_batch_size_per_gpu: 4 }, {}],
  ["gradient_accumulation_steps", { gradient_accumulation_steps: 2 }, {}],
  ["gradient_clipping", { gradient_clipping: 0.5 }, { max_grad_norm: 1 }],
  ["optimizer.params.lr", { optimizer: { params: { lr: 1e-4 } } }, { learning_rate: 2e-5 }],
  ["optimizer.params.betas", { optimizer: { params: { betas: [0.9, 0.95] } } }, {}],
  ["optimizer.params.eps", { optimizer: { params: { eps: 1e-6 } } }, {}],
  ["optimizer.params.weight_decay", { optimizer: { params: { weight_decay: 0.1 } } }, {}],
  ["scheduler.params.warmup_max_lr", { scheduler: { params: { warmup_max_lr: 1 } } }, {}],
  ["scheduler.params.warmup_num_steps", { scheduler: { params: { warmup_num_steps: 5 } } }, { warmup_steps: 10 }],
  ["scheduler.params.total_num_steps", { scheduler: { params: { total_num_steps: 5 } } }, { max_steps: 10 }],
  ["fp16.enabled", { fp16: { enabled: true } }, {}],
  ["bf16.enabled", { bf16: { enabled: false } }, { bf16: true }],
])("refuses %s that differs from the Trainer's own, and takes auto", (key, deepspeed, more) => {
  expect(found(deepspeed, more)).toEqual([mismatch(key)]);
  const auto = JSON.parse(JSON.stringify(deepspeed).replace(/:(\[[^\]]*\]|[\d.e-]+|true|false)/, ':"auto"')) as object;
  expect(found(auto, more)).toEqual([]);
});

it("takes the same value, as Python compares", () => {
  const same = {
    train_micro_batch_size_per_gpu: 8,
    fp16: { enabled: 0 },
    bf16: { enabled: 1 },
    gradient_clipping: null,
  };
  expect(found(same, { bf16: true })).toEqual([]);
  expect(found({ optimizer: { params: { betas: [0.9, 0.999] } } })).toEqual([]);
});

it("passes over what is known only later", () => {
  const late = { scheduler: { params: { warmup_num_steps: 5, total_num_steps: 9 } }, train_batch_size: 1 };
  expect(found(late)).toEqual([]);
  expect(found(late, { warmup_ratio: 0.1 }, "4")).toEqual([]);
  expect(found({ fp16: { enabled: false } }, { fp16: true, half_precision_backend: "apex" }, "4")).toEqual([]);
  expect(found("ds.json")).toEqual([]);
});

it("names an auto that nobody fills, and a misspelt key", () => {
  expect(found({ zero_optimization: { stage: "auto", reduce_bucket_size: "auto" } })).toEqual([
    "warning deepspeed-auto args.deepspeed.zero_optimization.stage",
  ]);
  expect(found({ zero_optimisation: { stage: 3 }, my_own: 1 })).toEqual([
    "warning ignored-key args.deepspeed.zero_optimisation",
  ]);
});
