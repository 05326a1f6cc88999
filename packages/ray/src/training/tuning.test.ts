import type { Study } from "@switchyard/core";
import { expect, it } from "vitest";
import { inputOf, known, onCloud, resolve, submissionOf } from "../../testing/plan.ts";
import type { RaySettings } from "../settings.ts";
import { translateTuning } from "./tuning.ts";

const study: Study = {
  objective: { metric: "eval_accuracy", goal: "maximize" },
  trials: 12,
  parallel: 3,
  space: {
    learning_rate: { min: 1e-5, max: 1e-3, scale: "log" },
    weight_decay: { min: 0, max: 0.1 },
    num_train_epochs: { min: 1, max: 3 },
    gradient_accumulation_steps: { min: 10, max: 1000, scale: "log" },
    per_device_train_batch_size: [8, 16],
    optim: ["adamw_torch", "adafactor"],
  },
};

function tune(changes: Partial<Study> = {}, settings: RaySettings = known) {
  const input = inputOf({ args: { eval_strategy: "epoch" } });
  return translateTuning({ ...input, study: { ...study, ...changes } as Study }, resolve(settings));
}

const searchOf = (translation: ReturnType<typeof tune>): unknown =>
  JSON.parse(String(submissionOf(translation).runtime_env?.env_vars?.["SWITCHYARD_RAY_STUDY"]));

it("says the search in Ray Tune's words, in a variable of the job", () => {
  const translation = tune();
  expect(searchOf(translation)).toEqual({
    metric: "eval_accuracy",
    mode: "max",
    search: "random",
    num_samples: 12,
    max_concurrent_trials: 3,
    space: {
      learning_rate: ["loguniform", 1e-5, 1e-3],
      weight_decay: ["uniform", 0, 0.1],
      num_train_epochs: ["uniform", 1, 3],
      gradient_accumulation_steps: ["lograndint", 10, 1001],
      per_device_train_batch_size: ["choice", [8, 16]],
      optim: ["choice", ["adamw_torch", "adafactor"]],
    },
  });
  expect(translation.origins["/requests/0/body/runtime_env/env_vars/SWITCHYARD_RAY_STUDY"]).toBe("study");
  expect(translation.diagnostics).toEqual([]);
});

it("runs every combination of a grid", () => {
  const grid = { search: "grid", trials: 4, space: { seed: [1, 2], learning_rate: [0.1, 0.2] } } as const;
  const translation = tune(grid);
  expect(searchOf(translation)).toMatchObject({ num_samples: 1, space: { seed: ["grid_search", [1, 2]] } });
  expect(translation.diagnostics).toEqual([]);
  expect(tune({ ...grid, trials: 3 }).diagnostics).toMatchObject([
    { severity: "error", path: "study.trials", fix: "Use 4, or shorter lists." },
  ]);
});

it("refuses a range in a grid", () => {
  expect(tune({ search: "grid" }).diagnostics.map(({ path }) => path)).toContain("study.space.learning_rate");
});

it("warns that a Bayesian search needs Optuna", () => {
  const translation = tune({ search: "bayesian" });
  expect(searchOf(translation)).toMatchObject({ search: "optuna" });
  expect(translation.diagnostics.map(({ code }) => code)).toEqual(["needs-package"]);
});

it("warns of a metric that the Trainer will not log", () => {
  const input = inputOf({});
  expect(translateTuning({ ...input, study }, resolve(known)).diagnostics.map(({ path }) => path)).toEqual([
    "args.eval_strategy",
  ]);
});

it("is refused with the plain launcher, and goes into a manifest's text", () => {
  expect(tune({}, { ...known, train: "launcher" }).diagnostics.map(({ path }) => path)).toContain("settings.train");
  const body = tune({}, onCloud("gke")).requests[0]?.body as { spec: { runtimeEnvYAML: string } };
  expect(body.spec.runtimeEnvYAML).toContain('"SWITCHYARD_RAY_STUDY": "{\\"metric\\"');
});
