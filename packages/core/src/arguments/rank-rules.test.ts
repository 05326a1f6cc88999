import { expect, it } from "vitest";
import { checkRankRules } from "./rank-rules.ts";

const alone = { count: 1, onProcessor: false, hasGroupOfOne: false };
const four = { ...alone, count: 4 };
const quiet = { average_tokens_across_devices: false };
const codes = (args: object, ranks = four, version = "5") =>
  checkRankRules(args, version, ranks).map(({ severity, code, path }) => `${severity} ${code} ${path}`);

it("refuses to shard over one rank, unless its launcher makes a group of one", () => {
  expect(codes({ fsdp: true }, alone)).toEqual(["error sharding-alone args.fsdp"]);
  expect(codes({ fsdp: "full_shard" }, alone, "4")).toEqual(["error sharding-alone args.fsdp"]);
  expect(codes({ deepspeed: "ds.json" }, alone)).toEqual(["error sharding-alone args.deepspeed"]);
  expect(codes({ fsdp: true }, { ...alone, hasGroupOfOne: true })).toEqual([]);
  expect(codes({ fsdp: true, fsdp_config: { xla: true } }, alone)).toEqual([]);
  expect(codes({ fsdp: "", deepspeed: {} }, alone)).toEqual([]);
  expect(codes({ fsdp: true, ...quiet })).toEqual([]);
});

it("warns that FSDP on processors is plain data parallelism", () => {
  const warning = "warning fsdp-on-processor args.fsdp";
  expect(codes({ fsdp: true, use_cpu: true, ...quiet })).toEqual([warning]);
  expect(codes({ fsdp: true, ...quiet }, { ...four, onProcessor: true })).toEqual([warning]);
  expect(codes({ use_cpu: true, ...quiet })).toEqual([]);
});

it("holds DeepSpeed's whole batch against the ranks", () => {
  const batches = { per_device_train_batch_size: 2, gradient_accumulation_steps: 3, ...quiet };
  expect(codes({ ...batches, deepspeed: { train_batch_size: 24 } })).toEqual([]);
  expect(codes({ ...batches, deepspeed: { train_batch_size: "auto" } })).toEqual([]);
  expect(codes({ ...batches, deepspeed: { train_batch_size: 6 } })).toEqual([
    "error deepspeed-mismatch args.deepspeed.train_batch_size",
  ]);
});

it("warns of the loss that grows with the world size, which transformers 5 alone has", () => {
  expect(codes({})).toEqual(["warning loss-by-world-size args.average_tokens_across_devices"]);
  expect(checkRankRules({}, "5", four)[0]?.message).toContain("here 4");
  expect(codes({}, alone)).toEqual([]);
  expect(codes(quiet)).toEqual([]);
  expect(codes({ average_tokens_across_devices: true })).toEqual([]);
  expect(codes({}, four, "4.57")).toEqual([]);
});

it("leaves what is no object, and unknown releases, to others", () => {
  expect(checkRankRules(null, "5", four)).toEqual([]);
  expect(checkRankRules({}, "6", four)).toEqual([]);
});

it("says that the launcher's own checkpoint at SIGTERM replaces the one of transformers", () => {
  expect(codes({ enable_jit_checkpoint: true, ...quiet })).toEqual([
    "info replaced-checkpoint args.enable_jit_checkpoint",
  ]);
  expect(codes({ enable_jit_checkpoint: true }, alone)).toEqual([
    "info replaced-checkpoint args.enable_jit_checkpoint",
  ]);
  expect(codes({ enable_jit_checkpoint: false, ...quiet })).toEqual([]);
});
