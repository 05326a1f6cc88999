import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkAccelerateVariables, checkTrainingArguments } from "../packages/core/src/arguments/index.ts";

interface Reply {
  readonly deepspeed: readonly (readonly string[])[];
  readonly parallel: readonly (string | null)[];
}

const sample = { numRuns: process.env["SWITCHYARD_CONFORMANCE"] === "full" ? 500 : 60, seed: 20_260_802 };
const bridge = fileURLToPath(new URL("distributed-bridge.py", import.meta.url));

const optional = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] });
const auto = fc.constant("auto");
const config = optional({
  train_micro_batch_size_per_gpu: fc.oneof(auto, fc.constantFrom(4, 8)),
  gradient_accumulation_steps: fc.oneof(auto, fc.constantFrom(1, 2)),
  gradient_clipping: fc.oneof(auto, fc.constantFrom(1, 0.5, null)),
  optimizer: optional({
    params: optional({
      lr: fc.oneof(auto, fc.constantFrom(2e-5, 5e-5)),
      betas: fc.oneof(auto, fc.constantFrom([0.9, 0.999], [0.9, 0.95])),
      eps: fc.oneof(auto, fc.constant(1e-8)),
      weight_decay: fc.oneof(auto, fc.constantFrom(0, 0.1)),
    }),
  }),
  scheduler: optional({
    params: optional({
      warmup_min_lr: fc.constantFrom("auto", 0, 1),
      warmup_max_lr: fc.oneof(auto, fc.constantFrom(2e-5, 5e-5)),
      warmup_num_steps: fc.oneof(auto, fc.constant(10)),
      total_num_steps: fc.oneof(auto, fc.constant(100)),
    }),
  }),
  bf16: optional({ enabled: fc.constantFrom("auto", true, false, 0, 1) }),
  zero_optimization: optional({ stage: fc.constantFrom(2, 3), reduce_bucket_size: fc.constantFrom("auto", 5) }),
});
const values = fc.record(
  {
    per_device_train_batch_size: fc.constantFrom(4, 8),
    gradient_accumulation_steps: fc.constantFrom(1, 2),
    learning_rate: fc.constantFrom(2e-5, 5e-5),
    weight_decay: fc.constantFrom(0, 0.1),
    max_grad_norm: fc.constantFrom(1, 0.5),
    adam_beta2: fc.constantFrom(0.999, 0.95),
    bf16: fc.boolean(),
    max_steps: fc.constantFrom(100, 200),
    warmup_steps: fc.constantFrom(10, 20),
  },
  { requiredKeys: ["max_steps", "warmup_steps"] },
);
const size = fc.constantFrom(1, 1, 2, 4, 0);
const parallelCase = fc.record({
  sizes: optional({ dp_replicate_size: size, dp_shard_size: size, tp_size: size, cp_size: size, sp_size: size }),
  ranks: fc.constantFrom(2, 4, 8),
  fsdp: fc.boolean(),
});

for (const variable of ["SWITCHYARD_PYTHON_T4", "SWITCHYARD_PYTHON_T5"]) {
  const python = process.env[variable];
  const title = python === undefined ? ` (skipped: ${variable} names no Python that has it)` : "";
  const version = variable.endsWith("4") ? "4.57" : "5.23";

  describe.skipIf(python === undefined)(`transformers ${version} and accelerate${title}`, () => {
    const deepspeed = fc.sample(fc.record({ config, values }), sample);
    const parallel = fc.sample(parallelCase, sample);
    let reply: Reply;

    beforeAll(() => {
      const input = JSON.stringify({ deepspeed, parallel });
      const finished = spawnSync(python ?? "", [bridge], { input, encoding: "utf8", maxBuffer: 1 << 28 });
      if (finished.status !== 0) throw new Error(finished.stderr);
      reply = JSON.parse(finished.stdout) as Reply;
    });

    it("finds the same keys of DeepSpeed's configuration to differ", () => {
      const answers = deepspeed.map((each, index) => ({ ...each, real: [...(reply.deepspeed[index] ?? [])].sort() }));
      expect(answers.some(({ real }) => real.length > 0) && answers.some(({ real }) => real.length === 0)).toBe(true);
      for (const { real, ...each } of answers) {
        const found = checkTrainingArguments({ ...each.values, deepspeed: each.config }, version);
        const ours = found
          .filter(({ code }) => code === "deepspeed-mismatch")
          .map(({ path }) => path.split("deepspeed.")[1]);
        expect({ ...each, keys: ours.sort() }).toEqual({ ...each, keys: real });
      }
    });

    it("refuses the same sizes of a ParallelismConfig", () => {
      const answers = parallel.map((each, index) => ({ ...each, real: reply.parallel[index] ?? null }));
      expect(answers.some(({ real }) => real === null) && answers.some(({ real }) => real !== null)).toBe(true);
      for (const { real, sizes, ranks, fsdp } of answers) {
        const entries = Object.entries(sizes).map(([name, value]) => [
          `PARALLELISM_CONFIG_${name.toUpperCase()}`,
          String(value),
        ]);
        const variables = { ACCELERATE_USE_PARALLELISM_CONFIG: "true", ...Object.fromEntries(entries) };
        const found = checkAccelerateVariables({ args: fsdp ? { fsdp: "full_shard" } : {}, version, variables, ranks });
        expect({ sizes, ranks, fsdp, refused: found.length > 0 }).toEqual({
          sizes,
          ranks,
          fsdp,
          refused: real !== null,
        });
      }
    });
  });
}
