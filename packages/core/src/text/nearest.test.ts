import { expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const names = ["learning_rate", "warmup_steps", "weight_decay", "bf16", "fp16", "seed"];

it.each([
  ["learning_rat", "learning_rate"],
  ["learningRate", "learning_rate"],
  ["learning-rate", "learning_rate"],
  ["LEARNING_RATE", "learning_rate"],
  ["warmpu_steps", "warmup_steps"],
  ["bf61", "bf16"],
  ["sede", "seed"],
])("takes %s for %s", (written, meant) => {
  expect(nearest(written, names)).toBe(meant);
});

it("names nothing when nothing is near", () => {
  expect(nearest("temperature", names)).toBeUndefined();
  expect(nearest("x", names)).toBeUndefined();
  expect(nearest("seed", [])).toBeUndefined();
});

it("takes the first of two that are equally near", () => {
  expect(nearest("xf16", ["fp16", "bf16", "cf16"])).toBe("bf16");
  expect(nearest("xf16", ["cf16", "bf16"])).toBe("cf16");
});

it("counts a swap of neighbours once", () => {
  expect(nearest("ab", ["ba"])).toBe("ba");
});
