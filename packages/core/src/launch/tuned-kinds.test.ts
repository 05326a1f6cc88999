import { expect, it } from "vitest";
import type { Study } from "../contract/study.ts";
import { tunedKinds } from "./tuned-kinds.ts";

it("tells the launcher how to read each chosen value", () => {
  const study: Study = {
    objective: { metric: "eval_loss", goal: "minimize" },
    trials: 2,
    space: {
      warmup_steps: [0, 10],
      seed: { min: 1, max: 9 },
      optim: ["sgd", "adafactor"],
      learning_rate: { min: 1e-5, max: 1e-3 },
      bf16: [true, false],
      include_num_input_tokens_seen: ["all", "no", true],
    },
  };
  expect(Object.entries(tunedKinds(study, "5"))).toEqual([
    ["bf16", "boolean"],
    ["include_num_input_tokens_seen", "text"],
    ["learning_rate", "number"],
    ["optim", "text"],
    ["seed", "integer"],
    ["warmup_steps", "number"],
  ]);
  expect(tunedKinds(study, "4.57")["warmup_steps"]).toBe("integer");
});
