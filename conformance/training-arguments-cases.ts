import fc from "fast-check";
import type { ArgumentRow, ArgumentTable } from "../packages/core/src/arguments/index.ts";

type Values = Readonly<Record<string, unknown>>;

/** What a machine without GPU, network and further packages cannot judge, or refuses for reasons of its own. */
const untouched = new Set([
  ...["hub_token", "push_to_hub_token", "push_to_hub_model_id", "push_to_hub_organization"], // secrets and the network
  ...["deepspeed", "parallelism_config", "liger_kernel_config", "mp_parameters"], // packages, and what argv cannot carry
  ...["half_precision_backend", "fp16_backend"], // apex
  ...["local_rank", "ddp_backend", "tpu_num_cores", "use_mps_device"], // the device
]);

const word = fc.oneof(
  fc.constantFrom(
    "",
    "-x",
    "--bf16",
    "a b",
    "a=b",
    "'q'",
    '"q"',
    "$(HOME)",
    "~/out",
    "{input:train}",
    "{output}",
    "true",
    "None",
    "é𝄞",
    "a\nb",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const item = fc.string({ maxLength: 8 }).filter((text) => !text.startsWith("-"));
const count = fc.integer({ min: 0, max: 1000 });
const share = fc.constantFrom(0.1, 0.2, 0.25, 0.5, 0.75);
const real = fc.oneof(
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.constantFrom(2e-5, 1e-8, 5e-324, 1e21, 0.1, 1, 500),
);
/** JSON whose strings are no numbers and no booleans: those cannot travel as arguments, and are refused. */
const json = fc.dictionary(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.oneof(
    fc.boolean(),
    fc.integer(),
    real,
    fc.constantFrom("text", "1e-5", "-1", ""),
    fc.array(fc.constantFrom("true", "12", 3)),
    fc.constant({ inner: null }),
  ),
  { maxKeys: 4 },
);

const special: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  logging_steps: fc.oneof(count, share),
  eval_steps: fc.oneof(count, share),
  save_steps: fc.oneof(count, share),
  ddp_timeout: fc.integer({ min: 0, max: 100_000 }),
  max_steps: fc.integer({ min: -1, max: 2 ** 53 - 1 }),
  warmup_ratio: fc.double({ min: 0, max: 1, noNaN: true }),
  include_num_input_tokens_seen: fc.constantFrom("all", "no", true, false),
  trackio_static_space_id: word,
  report_to: fc.constantFrom("none", "tensorboard", "wandb", [], ["mlflow"]),
  optim_target_modules: word,
  label_names: fc.array(item, { minLength: 1, maxLength: 3 }),
  include_for_metrics: fc.array(fc.constantFrom("inputs", "loss"), { maxLength: 2 }),
  debug: fc.constantFrom("", "underflow_overflow", "underflow_overflow tpu_metrics_debug", [], ["tpu_metrics_debug"]),
  accelerator_config: fc.record(
    {
      split_batches: fc.boolean(),
      even_batches: fc.boolean(),
      dispatch_batches: fc.constantFrom(true, false, null),
      gradient_accumulation_kwargs: fc.constant({ num_steps: 2 }),
    },
    { requiredKeys: [] },
  ),
  fsdp: fc.constantFrom(
    true,
    "full_shard",
    "full_shard auto_wrap",
    ["shard_grad_op", "offload"],
    "offload",
    "full_shard shard_grad_op",
    "hybrid_shard",
    "",
    [],
  ),
  fsdp_config: fc.record(
    {
      version: fc.constantFrom(1, 2),
      fsdp_min_num_params: fc.constantFrom(0, 1000),
      transformer_layer_cls_to_wrap: fc.constantFrom("Block", ["Block", "Layer"]),
      auto_wrap_policy: fc.constantFrom("TRANSFORMER_BASED_WRAP", "SIZE_BASED_WRAP", "transformer_based_wrap"),
      reshard_after_forward: fc.constantFrom(true, false, "full_shard"),
      sync_module_states: fc.boolean(),
      cpu_ram_efficient_loading: fc.boolean(),
      activation_checkpointing: fc.boolean(),
      cpu_offload: fc.boolean(),
      xla_fsdp_grad_ckpt: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
};

function valueOf(row: ArgumentRow): fc.Arbitrary<unknown> {
  const own = special[row.name];
  if (own !== undefined) return own;
  const choices = row.choices?.filter((choice) => row.choiceUntil?.[choice] === undefined);
  if (choices !== undefined) return fc.constantFrom(...choices);
  if (row.types.includes("boolean")) return fc.boolean();
  if (row.types.includes("integer")) return count;
  if (row.types.includes("number")) return real;
  return row.types.includes("object") ? json : word;
}

function some(rows: readonly ArgumentRow[], most: number): fc.Arbitrary<Values> {
  return fc
    .shuffledSubarray([...rows], { maxLength: most })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((row) => [row.name, valueOf(row)]))));
}

const isTouched = (row: ArgumentRow): boolean => !untouched.has(row.name) && row.until === undefined;

/** What no command line can say; every case of `fileArguments` has some of it. */
const onlyInFiles: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  report_to: fc.constantFrom(["wandb", "tensorboard"], ["mlflow", "none"], []),
  include_for_metrics: fc.constant([]),
  label_names: fc.constantFrom([], ["-x", "--bf16"], null),
  optim_target_modules: fc.constantFrom(["attn", "mlp"], [], null),
  include_num_input_tokens_seen: fc.constantFrom("non_padding", "all", true, false),
  trackio_static_space_id: fc.constantFrom(false, null),
  trackio_space_id: fc.constant(null),
  liger_kernel_config: fc.constantFrom({ rope: true, rms_norm: false }, {}, null),
  lr_scheduler_kwargs: fc.constantFrom({ a: "true", b: { c: "1.5" } }, null),
  run_name: fc.constant(null),
  tf32: fc.constant(null),
  fsdp: fc.constantFrom(false, "", []),
};

/** Arguments that only a file can carry, among others. */
export function fileArguments(table: ArgumentTable): fc.Arbitrary<Values> {
  const special = table.rows.filter((row) => row.until === undefined && isIn(onlyInFiles, row));
  const forced = fc
    .shuffledSubarray(special, { minLength: 1, maxLength: 6 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((row) => [row.name, onlyInFiles[row.name] ?? word]))));
  return fc.tuple(anyArguments(table), forced).map(([any, own]) => ({ ...any, ...own }));
}

/** A value that the release takes: 4.57 knows no words for the tokens seen. */
function isIn(values: Readonly<Record<string, fc.Arbitrary<unknown>>>, row: ArgumentRow): boolean {
  return (
    Object.hasOwn(values, row.name) && !(row.name === "include_num_input_tokens_seen" && row.choices === undefined)
  );
}

/** Any arguments together: what is written must be read back. */
export function anyArguments(table: ArgumentTable): fc.Arbitrary<Values> {
  return some(table.rows.filter(isTouched), 24);
}

const ruled = [
  ...[
    "fp16",
    "bf16",
    "fp16_full_eval",
    "bf16_full_eval",
    "use_cpu",
    "tf32",
    "load_best_model_at_end",
    "lr_scheduler_type",
  ],
  ...[
    "logging_strategy",
    "logging_steps",
    "eval_strategy",
    "eval_steps",
    "save_strategy",
    "save_steps",
    "torch_empty_cache_steps",
  ],
  ...["warmup_steps", "warmup_ratio", "dataloader_num_workers", "dataloader_prefetch_factor", "fsdp", "fsdp_config"],
  ...["fsdp_min_num_params", "fsdp_transformer_layer_cls_to_wrap", "accelerator_config"],
];
const steps = fc.constantFrom(0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 1, 1.5, 2, 10, 10.5, 20, 100, 500);
const tight: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  lr_scheduler_type: fc.constantFrom("linear", "reduce_lr_on_plateau"),
  logging_steps: steps,
  eval_steps: fc.oneof(steps, fc.constant(null)),
  save_steps: steps,
  load_best_model_at_end: fc.constant(true),
  torch_empty_cache_steps: fc.constantFrom(-1, 0, 1),
  warmup_steps: fc.constantFrom(-1, 0, 10),
  warmup_ratio: fc.constantFrom(-0.1, 0, 0.5, 1, 1.1),
  dataloader_num_workers: fc.constantFrom(0, 2),
  dataloader_prefetch_factor: fc.constantFrom(2, null),
  tf32: fc.constantFrom(true, false),
  accelerator_config: fc.constantFrom({ split_batches: true }, { split_batch: true }),
};

/** Few arguments with values near the rules that cross them: ours must refuse what the real class refuses, and no more. */
export function ruledArguments(table: ArgumentTable): fc.Arbitrary<Values> {
  const rows = table.rows.filter((row) => isTouched(row) && ruled.includes(row.name));
  return fc
    .shuffledSubarray(rows, { minLength: 1, maxLength: 7 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((row) => [row.name, tight[row.name] ?? valueOf(row)]))));
}
