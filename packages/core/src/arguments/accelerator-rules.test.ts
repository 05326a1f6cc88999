import { expect, it } from "vitest";
import { checkAcceleratorRules } from "./accelerator-rules.ts";

const t4 = { bf16: false, tf32: false };
const a100 = { bf16: true, tf32: true };
const tpu = { bf16: true, tf32: false };
const paths = (...call: Parameters<typeof checkAcceleratorRules>) =>
  checkAcceleratorRules(...call).map(({ path }) => path);

it("refuses bfloat16 and TF32 where the GPU has none", () => {
  expect(paths({ bf16: true, bf16_full_eval: true, tf32: true }, t4)).toEqual([
    "args.bf16",
    "args.bf16_full_eval",
    "args.tf32",
  ]);
  expect(paths({ bf16: true }, "cpu")).toEqual(["args.bf16"]);
  expect(paths({ tf32: true }, tpu)).toEqual(["args.tf32"]);
});

it("lets an able GPU compute", () => {
  expect(paths({ bf16: true, bf16_full_eval: true, tf32: true }, a100)).toEqual([]);
  expect(paths({ bf16: false, tf32: false, fp16: true }, t4)).toEqual([]);
});

it("exempts training on the processor from the bfloat16 rule alone", () => {
  expect(paths({ bf16: true, use_cpu: true }, "cpu")).toEqual([]);
  expect(paths({ bf16: true, no_cuda: true }, t4)).toEqual([]);
  expect(paths({ tf32: true, use_cpu: true }, t4)).toEqual(["args.tf32"]);
});

it("says what to do instead", () => {
  expect(checkAcceleratorRules({ bf16: true }, t4)[0]?.fix).toContain("`fp16: true`");
  expect(checkAcceleratorRules({ bf16: true }, "cpu")[0]?.fix).toContain("`use_cpu: true`");
  expect(paths({ bf16: true }, t4, "trainer.args")).toEqual(["trainer.args.bf16"]);
});

it("leaves what is no object to others", () => {
  expect(paths(null, t4)).toEqual([]);
});
