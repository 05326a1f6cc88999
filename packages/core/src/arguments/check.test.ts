import { describe, expect, it } from "vitest";
import { checkTrainingArguments } from "./check.ts";
import { table4 } from "./table-4.data.ts";
import { table5 } from "./table-5.data.ts";

const only = (args: object, version?: string) => {
  const diagnostics = checkTrainingArguments(args, version);
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0];
};

describe("names", () => {
  it.each([
    ["5", "no_cuda", "removed-argument", "Write `use_cpu`."],
    ["5", "warmup_ratio", "removed-argument", "Write `warmup_steps` with the same number"],
    ["5.3", "group_by_length", "removed-argument", 'Write `train_sampling_strategy: "group_by_length"`.'],
    ["5.3", "dataloader_in_order", "later-argument", '"5.15" or newer'],
    ["5.22", "activation_checkpointing", "later-argument", "Write `gradient_checkpointing`."],
    ["4.57.6", "train_sampling_strategy", "later-argument", "Write `group_by_length: true`"],
    ["4.57.6", "use_cache", "later-argument", '"5.0" or newer'],
    ["5", "evaluation_strategy", "unknown-argument", "Write `eval_strategy`."],
    ["5", "predict_with_generate", "unknown-argument", "put it under `scriptArgs`"],
    ["5", "learningRate", "unknown-argument", "Did you mean `learning_rate`?"],
    ["5", "model_name_or_path", "unknown-argument", "put it under `scriptArgs`"],
    ["5", "toString", "unknown-argument", "put it under `scriptArgs`"],
  ])("under %s tell about %s", (version, name, code, fix) => {
    const found = only({ [name]: 1 }, version);
    expect(found).toMatchObject({ severity: "error", code, path: `args.${name}` });
    expect(found?.fix).toContain(fix);
  });

  it("know an argument until it goes", () => {
    expect(checkTrainingArguments({ warmup_ratio: 0.1, logging_dir: "logs" }, "5.14.1")).toEqual([]);
    expect(checkTrainingArguments({ warmup_ratio: 0.1, logging_dir: "logs" }, "5.15")).toHaveLength(2);
  });

  it("have a way out for every argument that a release lost", () => {
    const names5 = new Set(table5.rows.filter((row) => row.until === undefined).map((row) => row.name));
    const lost = [...table4.rows, ...table5.rows].map((row) => row.name).filter((name) => !names5.has(name));
    expect(lost.length).toBeGreaterThan(25);
    for (const name of lost) expect(only({ [name]: 1 }, "5")?.fix).not.toBe("Leave it out.");
  });
});

describe("types", () => {
  it.each([
    ["learning_rate", "5e-5", "YAML 1.1 reads 5e-5 as a string, because it has no dot. Write 5.0e-5."],
    ["adam_epsilon", "1E-8", "Write 1.0E-8."],
    ["learning_rate", "0.1", "Write it without quotes: 0.1."],
    ["learning_rate", "fast", "Write a number"],
    ["max_steps", 10.5, "Write a whole number."],
    ["max_steps", 1e21, "Write a whole number."],
    ["learning_rate", Number.NaN, "Write a finite number"],
    ["bf16", "True", "Write it without quotes: true."],
    ["bf16", 1, "Write true or false"],
    ["eval_strategy", false, 'YAML 1.1 reads an unquoted no as false. Write "no" in quotes.'],
    ["seed", null, "Leave it out: the default is 42."],
    ["report_to", null, 'Leave it out: the default is "none".'],
    ["label_names", "labels", "Write a list of strings or null"],
    ["label_names", [1], "Write a list of strings or null"],
    ["parallelism_config", { tp_size: 2 }, 'PARALLELISM_CONFIG_TP_SIZE: "2"'],
    ["trackio_static_space_id", true, "Write a string or null or false"],
  ])("of %s: %j is answered", (name, value, fix) => {
    const found = only({ [name]: value }, "5");
    expect(found).toMatchObject({ severity: "error", code: "wrong-type", path: `args.${name}` });
    expect(found?.fix).toContain(fix);
  });

  it("name what was found and what is allowed", () => {
    expect(only({ save_strategy: 3 })?.message).toBe(
      '`save_strategy` is the number 3. Allowed is one of "no", "steps", "epoch", "best".',
    );
  });

  it("follow the release: warmup_steps is a whole number in 4", () => {
    expect(checkTrainingArguments({ warmup_steps: 0.1 }, "5")).toEqual([]);
    expect(only({ warmup_steps: 0.1 }, "4")?.fix).toContain("`warmup_ratio`");
  });

  it("let a null stand where Python has None", () => {
    expect(checkTrainingArguments({ run_name: null, tf32: null, report_to: "none" }, "5")).toEqual([]);
    expect(checkTrainingArguments({ gradient_checkpointing: null }, "5.23")).toEqual([]);
    expect(only({ gradient_checkpointing: null }, "5.22")?.code).toBe("wrong-type");
  });

  it("pass over what is undefined", () => {
    expect(checkTrainingArguments({ learning_rate: undefined }, "5")).toEqual([]);
  });
});

describe("words", () => {
  it.each([
    ["5", "lr_scheduler_type", "Cosine", 'Write "cosine".'],
    ["5", "optim", "adamw_torch_fusd", 'Write "adamw_torch_fused".'],
    ["5", "report_to", ["wandb", "tensorbord"], 'Write "tensorboard".'],
    ["5", "debug", "underflow_overflo", 'Write "underflow_overflow".'],
    ["5", "fsdp", "full_shard autowrap", 'Write "auto_wrap".'],
    ["5", "log_level", "loud", "Write one of these words."],
  ])("under %s %s: %j is answered", (version, name, value, fix) => {
    const found = only({ [name]: value }, version);
    expect(found).toMatchObject({ code: "wrong-choice", path: `args.${name}` });
    expect(found?.fix).toBe(fix);
  });

  it.each([
    ["5.0", "ddp_backend", "xccl", "It came with 5.1."],
    ["5.1", "ddp_backend", "ccl", "It is gone since 5.1."],
    ["5.8", "optim", "adamw_apex_fused", "It is gone since 5.8."],
    ["5.16", "train_sampling_strategy", "batch_rebalance", "It came with 5.17."],
  ])("under %s %s: %s is not there", (version, name, value, history) => {
    expect(only({ [name]: value }, version)?.message).toContain(history);
  });

  it("are taken in the release that has them", () => {
    expect(checkTrainingArguments({ ddp_backend: "ccl", optim: "adamw_apex_fused" }, "5.0")).toEqual([]);
    expect(checkTrainingArguments({ train_sampling_strategy: "batch_rebalance" }, "5.17")).toEqual([]);
  });
});

describe("the whole", () => {
  it("reports every problem at once", () => {
    const codes = checkTrainingArguments({ lr: 1, seed: "1", optim: "x", fp16: true, bf16: true }, "5").map(
      ({ code }) => code,
    );
    expect(codes).toEqual(["unknown-argument", "wrong-type", "wrong-choice", "two-precisions"]);
  });

  it.each(["hub_token", "push_to_hub_token"])("refuses %s, whatever it is, and does not repeat it", (name) => {
    const found = only({ [name]: "hf_abcdefghij" }, "4");
    expect(found).toMatchObject({ code: "secret-argument", path: `args.${name}` });
    expect(found?.fix).toContain("environment.secrets");
    expect(JSON.stringify(found)).not.toContain("hf_abc");
  });

  it("refuses text that no argument can carry", () => {
    expect(only({ run_name: "a\0b" })?.message).toContain("NUL");
    expect(only({ run_name: "a\ud800b" })?.message).toContain("surrogate");
    expect(only({ deepspeed: { "key\0": 1 } })?.code).toBe("unfit-value");
    expect(only({ lr_scheduler_kwargs: { list: [Number.POSITIVE_INFINITY] } })?.message).toContain("Infinity");
  });

  it("wants an object", () => {
    expect(checkTrainingArguments([], "5")[0]?.code).toBe("wrong-type");
    expect(checkTrainingArguments("x", "5", "spec.args")[0]?.path).toBe("spec.args");
  });

  it("writes paths below the one given", () => {
    expect(checkTrainingArguments({ seed: "1" }, "5", "trainer.args")[0]?.path).toBe("trainer.args.seed");
  });
});
