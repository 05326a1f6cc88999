// Rules about when to log, evaluate and save (transformers training_args.py, `_validate_args`).
import { isOn, numberOf, type Finding, type Rule, type Settings } from "./settings.ts";

export const stepRules: readonly Rule[] = [
  {
    code: "logging-without-steps",
    reads: ["logging_strategy", "logging_steps"],
    check: (settings) =>
      settings.value("logging_strategy") === "steps" && numberOf(settings, "logging_steps") === 0
        ? {
            path: "logging_steps",
            message: '`logging_steps` is 0, but `logging_strategy` is "steps".',
            fix: 'Write a number above 0, or `logging_strategy: "no"`.',
          }
        : undefined,
  },
  stepsRule("logging"),
  stepsRule("eval"),
  stepsRule("save"),
  {
    code: "evaluation-without-steps",
    reads: ["eval_strategy", "eval_steps", "logging_steps"],
    check: (settings) =>
      settings.value("eval_strategy") === "steps" && evalSteps(settings) === undefined
        ? {
            path: "eval_steps",
            message:
              '`eval_strategy` is "steps", but neither `eval_steps` nor `logging_steps`, which would stand in for it, is above 0.',
            fix: "Write `eval_steps` above 0.",
          }
        : undefined,
  },
  {
    code: "best-model-strategies",
    reads: ["load_best_model_at_end", "eval_strategy", "save_strategy"],
    check: (settings) => {
      const [evaluation, saving] = [settings.value("eval_strategy"), settings.value("save_strategy")];
      if (!isOn(settings, "load_best_model_at_end") || saving === "best" || saving === evaluation) return undefined;
      return {
        path: "load_best_model_at_end",
        message: `\`load_best_model_at_end\` needs a checkpoint at every evaluation, but \`eval_strategy\` is "${evaluation}" and \`save_strategy\` is "${saving}".`,
        fix: 'Give both the same word, or write `save_strategy: "best"`.',
      };
    },
  },
  {
    code: "best-model-steps",
    reads: ["load_best_model_at_end", "eval_strategy", "save_strategy", "eval_steps", "save_steps", "logging_steps"],
    check: checkBestModelSteps,
  },
];

/** The steps that count: left out or 0, they are the logging steps; undefined when those are no help either. */
function evalSteps(settings: Settings): number | undefined {
  const written = numberOf(settings, "eval_steps");
  if (written !== undefined && written !== 0) return written;
  const logging = numberOf(settings, "logging_steps");
  return logging !== undefined && logging > 0 ? logging : undefined;
}

function stepsRule(kind: "logging" | "eval" | "save"): Rule {
  const name = `${kind}_steps`;
  return {
    code: "fraction-of-steps",
    reads: [`${kind}_strategy`, name, ...(kind === "eval" ? ["logging_steps"] : [])],
    check: (settings) => {
      const steps = kind === "eval" ? evalSteps(settings) : numberOf(settings, name);
      if (
        settings.value(`${kind}_strategy`) !== "steps" ||
        steps === undefined ||
        steps <= 1 ||
        Number.isInteger(steps)
      )
        return undefined;
      return {
        path: name,
        message: `\`${name}\` is ${steps}. Above 1 it counts steps and must be a whole number; below 1 it is a share of all steps.`,
        fix: `Write ${Math.round(steps)}.`,
      };
    },
  };
}

function checkBestModelSteps(settings: Settings): Finding | undefined {
  const [saving, evaluating] = [numberOf(settings, "save_steps"), evalSteps(settings)];
  const strategies = settings.value("eval_strategy") === "steps" && settings.value("save_strategy") === "steps";
  if (!isOn(settings, "load_best_model_at_end") || !strategies || saving === undefined || evaluating === undefined)
    return undefined;
  if (saving % evaluating === 0) return undefined;
  const shares = [saving, evaluating].filter((steps) => steps < 1).length;
  // The same arithmetic as in Python: floating point leaves a rest where none should be.
  if (shares === 2 && (saving * 1_000_000) % (evaluating * 1_000_000) === 0) return undefined;
  const found = `\`save_steps\` is ${saving} and \`eval_steps\` is ${evaluating}`;
  return {
    path: "save_steps",
    message:
      shares === 1
        ? `\`load_best_model_at_end\` needs a checkpoint at an evaluation, but ${found}: one is a share of all steps, the other a number of steps.`
        : `\`load_best_model_at_end\` needs \`save_steps\` to be a multiple of \`eval_steps\`, but ${found}.`,
    fix: shares === 1 ? "Write both as numbers of steps." : `Write \`save_steps: ${evaluating}\` or a multiple of it.`,
  };
}
