import type { InferInput } from "valibot";
import { defineTrainer } from "../contract/spec.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { trainerSpecSchema } from "./schema.ts";

type Schema = InferInput<typeof trainerSpecSchema>;
type Loose = "args" | "platforms" | "scriptArgs";
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Every key at every depth, with optionality taken away: what schema and interface must agree on. */
type Keys<T> = T extends readonly unknown[] | string | number | boolean | undefined
  ? "leaf"
  : { -readonly [K in keyof T]-?: string extends keyof NonNullable<T[K]> ? "record" : Keys<NonNullable<T[K]>> };

/** The schema and the hand-written interface name the same fields; a field of one alone does not compile. */
export const sameFields: Equal<Keys<Omit<Schema, Loose>>, Keys<Omit<TrainerSpec, Loose>>> = true;
export const sameTopFields: Equal<keyof Schema, keyof TrainerSpec> = true;

const base = { name: "a", source: ".", entryPoint: "train.py" } as const;

defineTrainer({ ...base, args: { learning_rate: 2e-5, warmup_steps: 0.1 }, resources: { accelerator: "A100-80GB" } });
defineTrainer({
  ...base,
  environment: { transformers: "4.57" },
  args: { warmup_ratio: 0.1, overwrite_output_dir: true },
});

// @ts-expect-error -- a misspelt argument
defineTrainer({ ...base, args: { learning_rat: 1 } });
// @ts-expect-error -- an argument of the wrong type
defineTrainer({ ...base, args: { num_train_epochs: "3" } });
// @ts-expect-error -- a choice that does not exist
defineTrainer({ ...base, args: { eval_strategy: "step" } });
// @ts-expect-error -- an argument that only transformers 4 has
defineTrainer({ ...base, environment: { transformers: "5" }, args: { overwrite_output_dir: true } });
// @ts-expect-error -- an argument that only transformers 5 has
defineTrainer({ ...base, environment: { transformers: "4.57" }, args: { use_cache: true } });
// @ts-expect-error -- an accelerator that is not in the list
defineTrainer({ ...base, resources: { accelerator: "A100-80" } });
// @ts-expect-error -- a field that does not exist
defineTrainer({ ...base, resource: {} });
// @ts-expect-error -- a secret's value in place of its source
defineTrainer({ ...base, environment: { secrets: { HF_TOKEN: "hf_x" } } });
// @ts-expect-error -- a required field is missing
defineTrainer({ name: "a", source: "." });
// @ts-expect-error -- a platform whose package is not imported
defineTrainer({ ...base, platforms: { nowhere: {} } });
