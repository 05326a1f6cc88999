import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../errors/config-error.ts";
import { ConfigError } from "../errors/config-error.ts";
import { parseStudy } from "./check.ts";

const spec = { name: "a", source: ".", entryPoint: "train.py", args: { num_train_epochs: 3 } };
const study = {
  objective: { metric: "eval_accuracy", goal: "maximize" },
  trials: 8,
  parallel: 2,
  space: { learning_rate: { min: 1e-5, max: 1e-3, scale: "log" }, per_device_train_batch_size: [8, 16] },
};

function problems(changed: unknown): string {
  try {
    parseStudy(changed, spec);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(formatDiagnostic).join("\n");
    throw error;
  }
  return "";
}

describe("parseStudy", () => {
  it("takes ranges and lists of arguments that exist", () => {
    expect(problems(study)).toBe("");
  });

  it.each([
    [{ ...study, trials: 0 }, /^study\.trials: Found 0/],
    [{ ...study, parallel: 9 }, /^study\.parallel: Found 9, which is more than the 8 trials/],
    [{ ...study, space: {} }, /^study\.space: Nothing varies/],
    [{ ...study, space: { learning_rat: [1] } }, /^study\.space\.learning_rat: .*`learning_rate`/],
    [{ ...study, space: { num_train_epochs: [1, 2] } }, /^study\.space\.num_train_epochs: .*fixed by `args`/],
    [{ ...study, space: { learning_rate: { min: 1, max: 1 } } }, /`min` must be less than `max`/],
    [{ ...study, space: { learning_rate: { min: 0, max: 1, scale: "log" } } }, /greater than 0/],
    [{ ...study, space: { learning_rate: [] } }, /empty list/],
    [{ ...study, space: { optim: { min: 1, max: 2 } } }, /no number/],
    [{ ...study, space: { optim: ["sgd", "sdg"] } }, /^study\.space\.optim\[1\]: .*"sdg"/],
    [{ ...study, space: { seed: [1, "2"] } }, /^study\.space\.seed\[1\]: /],
    [{ ...study, space: { seed: { min: 1, max: 2.5 } } }, /^study\.space\.seed\.max: .*whole number/],
    [{ ...study, space: { fsdp: [true] } }, /^study\.space\.fsdp\[0\]: true cannot be passed/],
    [{ ...study, space: { include_num_input_tokens_seen: ["all"] } }, /Write true or false/],
    [{ ...study, space: { hub_token: ["a"] } }, /would show the token/],
    [{ ...study, objectiv: {} }, /^study\.objectiv: There is no such field\. Did you mean `objective`/],
    [
      { ...study, objective: { metric: "x y", goal: "maximise" } },
      /study\.objective\.metric[\s\S]*Did you mean "maximize"/,
    ],
  ])("refuses %j", (changed, expected) => {
    expect(problems(changed)).toMatch(expected);
  });
});
