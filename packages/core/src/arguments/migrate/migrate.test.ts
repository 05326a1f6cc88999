import { describe, expect, it } from "vitest";
import { checkTrainingArguments } from "../check.ts";
import { dialectOf } from "../dialect.ts";
import { table4 } from "../table-4.data.ts";
import { table5 } from "../table-5.data.ts";
import { migrateArguments } from "./migrate.ts";

const quiet = { report_to: "none" };
const migrate = (args: object, to: "4" | "5") => {
  const { args: migrated, diagnostics } = migrateArguments({ ...quiet, ...args }, to);
  const { report_to, ...rest } = migrated;
  const told = diagnostics.map(({ severity, path }) => `${severity} ${path.replace("args.", "")}`);
  return { args: report_to === "none" ? rest : migrated, told };
};

describe("from 4 to 5", () => {
  it.each<[object, object, string[]]>([
    [{ seed: 1, learning_rate: 2e-5 }, { seed: 1, learning_rate: 2e-5 }, []],
    [{ no_cuda: true }, { use_cpu: true }, ["info no_cuda"]],
    [{ no_cuda: false }, {}, ["info no_cuda"]],
    [{ evaluation_strategy: "epoch" }, { eval_strategy: "epoch" }, ["info evaluation_strategy"]],
    [{ per_gpu_train_batch_size: 4 }, { per_device_train_batch_size: 4 }, ["info per_gpu_train_batch_size"]],
    [{ group_by_length: true }, { train_sampling_strategy: "group_by_length" }, ["info group_by_length"]],
    [{ adafactor: true, optim: "sgd" }, { optim: "adafactor" }, ["info adafactor"]],
    [{ include_tokens_per_second: true }, { include_num_input_tokens_seen: "all" }, ["info include_tokens_per_second"]],
    [
      { include_tokens_per_second: true, include_num_input_tokens_seen: "non_padding" },
      { include_num_input_tokens_seen: "non_padding" },
      ["info include_tokens_per_second"],
    ],
    [
      { tpu_metrics_debug: true, debug: "underflow_overflow" },
      { debug: ["underflow_overflow", "tpu_metrics_debug"] },
      ["info tpu_metrics_debug"],
    ],
    [{ include_inputs_for_metrics: true }, { include_for_metrics: ["inputs"] }, ["info include_inputs_for_metrics"]],
    [{ overwrite_output_dir: true }, {}, ["warning overwrite_output_dir"]],
    [{ save_safetensors: true }, {}, ["info save_safetensors"]],
    [{ save_safetensors: false }, {}, ["warning save_safetensors"]],
    [{ logging_dir: "logs" }, {}, ["warning logging_dir"]],
    [{ optim: "adamw_apex_fused" }, { optim: "adamw_torch_fused" }, ["warning optim"]],
    [
      { push_to_hub_model_id: "bert", push_to_hub_organization: "acme" },
      { hub_model_id: "acme/bert" },
      ["info push_to_hub_model_id"],
    ],
    [
      { push_to_hub_organization: "acme", output_dir: "a/b" },
      { output_dir: "a/b", hub_model_id: "acme/b" },
      ["info push_to_hub_organization"],
    ],
    [
      { push_to_hub_organization: "acme", output_dir: "{output}" },
      { output_dir: "{output}" },
      ["warning push_to_hub_organization"],
    ],
    [{ push_to_hub_token: "hf_secret" }, {}, ["warning push_to_hub_token"]],
    [{ my_own: 1 }, { my_own: 1 }, []],
  ])("%j", (args, expected, told) => {
    expect(migrate(args, "5")).toEqual({ args: expected, told });
  });

  it.each<[object, object]>([
    [{ warmup_ratio: 0.1 }, { warmup_steps: 0.1 }],
    [{ warmup_ratio: 0.1, warmup_steps: 0 }, { warmup_steps: 0.1 }],
    [{ warmup_ratio: 0.1, warmup_steps: 10 }, { warmup_steps: 10 }],
    [{ warmup_ratio: 0 }, {}],
    [
      { warmup_ratio: 1, max_steps: 70 },
      { max_steps: 70, warmup_steps: 70 },
    ],
    [{ warmup_ratio: 1 }, { warmup_steps: 0.9999999999999999 }],
  ])("warmup %j", (args, expected) => {
    expect(migrate(args, "5")).toEqual({ args: expected, told: ["info warmup_ratio"] });
  });

  it("rounds the largest share up to all steps, as transformers does", () => {
    const share = Number(migrate({ warmup_ratio: 1 }, "5").args["warmup_steps"]);
    for (const steps of [1, 7, 1000, 123_457, 2 ** 40 + 1]) expect(Math.ceil(steps * share)).toBe(steps);
    expect(share).toBeLessThan(1);
  });

  it("keeps what the defaults meant", () => {
    expect(migrateArguments({}, "5").args).toEqual({ report_to: "all", trackio_space_id: "trackio" });
    expect(migrateArguments({ report_to: null }, "5").args).toMatchObject({ report_to: "all" });
    expect(migrateArguments({ report_to: ["wandb"] }, "5")).toEqual({
      args: { report_to: ["wandb"] },
      diagnostics: [],
    });
  });

  it("never shows a token", () => {
    expect(JSON.stringify(migrateArguments({ push_to_hub_token: "hf_secret" }, "5"))).not.toContain("hf_secret");
  });

  it.each<[object, object | undefined]>([
    [{ fsdp: "full_shard auto_wrap" }, { version: 2 }],
    [{ fsdp: ["full_shard"] }, { version: 2, auto_wrap_policy: "NO_WRAP" }],
    [{ fsdp: "shard_grad_op auto_wrap offload" }, { version: 2, reshard_after_forward: false, cpu_offload: true }],
    [
      { fsdp: "full_shard auto_wrap", fsdp_min_num_params: 9 },
      { min_num_params: 9, version: 2, auto_wrap_policy: "SIZE_BASED_WRAP" },
    ],
    [
      {
        fsdp: "full_shard auto_wrap",
        fsdp_config: { fsdp_transformer_layer_cls_to_wrap: "A", backward_prefetch: "backward_pre" },
      },
      { transformer_layer_cls_to_wrap: "A", version: 2 },
    ],
    [
      { fsdp: "hybrid_shard auto_wrap", fsdp_config: { use_orig_params: true } },
      { use_orig_params: true, version: 1, reshard_after_forward: "hybrid_shard" },
    ],
    [{ fsdp: "full_shard", fsdp_config: { xla: true } }, { xla: true }],
  ])("FSDP %j", (args, config) => {
    const { args: migrated } = migrate(args, "5");
    expect(migrated).toEqual({ fsdp: true, fsdp_config: config });
    const problems = checkTrainingArguments(migrated, "5").filter(({ severity }) => severity === "error");
    expect(problems).toEqual([]);
  });

  it("leaves FSDP out where it is off, and a file as it is", () => {
    for (const fsdp of ["", [], false]) expect(migrate({ fsdp }, "5").args).toEqual({});
    const file = { fsdp: "full_shard", fsdp_config: "fsdp.json" };
    expect(migrate(file, "5")).toEqual({ args: file, told: ["warning fsdp_config"] });
  });
});

describe("from 5 to 4", () => {
  it.each<[object, object, string[]]>([
    [{ warmup_steps: 0.1 }, { warmup_ratio: 0.1 }, ["info warmup_steps"]],
    [{ warmup_steps: 10 }, { warmup_steps: 10 }, []],
    [{ warmup_steps: 1.5 }, { warmup_steps: 1 }, ["info warmup_steps"]],
    [{ activation_checkpointing: true }, { gradient_checkpointing: true }, ["info activation_checkpointing"]],
    [{ train_sampling_strategy: "group_by_length" }, { group_by_length: true }, ["info train_sampling_strategy"]],
    [{ train_sampling_strategy: "random" }, {}, ["info train_sampling_strategy"]],
    [{ train_sampling_strategy: "sequential" }, {}, ["warning train_sampling_strategy"]],
    [{ use_cache: true }, {}, ["warning use_cache"]],
    [{ dataloader_in_order: true }, {}, ["info dataloader_in_order"]],
    [{ lr_scheduler_type: "greedy" }, {}, ["warning lr_scheduler_type"]],
    [{ ddp_backend: "xccl" }, { ddp_backend: "ccl" }, ["warning ddp_backend"]],
    [
      { gradient_checkpointing_kwargs: { use_reentrant: false, every_n_layers: 2 } },
      { gradient_checkpointing_kwargs: { use_reentrant: false } },
      ["warning gradient_checkpointing_kwargs.every_n_layers"],
    ],
    [{ fsdp: true }, { fsdp: "full_shard auto_wrap" }, ["warning fsdp_config.version", "info fsdp"]],
    [
      { fsdp: true, fsdp_config: { version: 1, reshard_after_forward: "hybrid_shard", auto_wrap_policy: "NO_WRAP" } },
      { fsdp: "hybrid_shard" },
      ["info fsdp"],
    ],
    [
      {
        fsdp: true,
        fsdp_config: { reshard_after_forward: false, cpu_offload: true, state_dict_type: "SHARDED_STATE_DICT" },
      },
      { fsdp: "shard_grad_op offload auto_wrap" },
      ["warning fsdp_config.version", "warning fsdp_config.state_dict_type", "info fsdp"],
    ],
  ])("%j", (args, expected, told) => {
    expect(migrate(args, "4")).toEqual({ args: expected, told });
  });

  it("keeps what the defaults meant", () => {
    expect(migrateArguments({}, "4").args).toEqual({ report_to: "none" });
    expect(migrateArguments({ report_to: "trackio" }, "4").args).toEqual({
      report_to: "trackio",
      trackio_space_id: null,
    });
  });
});

it("leaves no argument that the target does not have, and tells each change", () => {
  for (const [to, table] of [
    ["5", table4],
    ["4", table5],
  ] as const) {
    const target = dialectOf(to).dialect;
    for (const row of dialectOf(String(table.major)).dialect?.rows.values() ?? []) {
      const value = row.types.includes("boolean") ? true : row.types.includes("integer") ? 3 : "x";
      const { args, diagnostics } = migrateArguments({ ...quiet, [row.name]: value }, to);
      expect(Object.keys(args).filter((name) => target?.rows.has(name) === false)).toEqual([]);
      const stays = JSON.stringify(args) === JSON.stringify({ ...quiet, [row.name]: value });
      expect({ name: row.name, told: diagnostics.length > 0 }).toEqual({ name: row.name, told: !stays });
    }
  }
});

it("changes nothing of its input", () => {
  const args = Object.freeze({ fsdp: "full_shard", fsdp_config: Object.freeze({ xla: false }), warmup_ratio: 0.1 });
  migrateArguments(args, "5");
  expect(args.fsdp_config).toEqual({ xla: false });
});
