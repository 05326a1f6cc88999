/** The same training as train.yaml, as a TypeScript module. */
import { defineTrainer } from "@switchyard/core";

export default defineTrainer({
  name: "language-quickstart",
  source: ".",
  entryPoint: "train.py",
  args: {
    num_train_epochs: 6,
    per_device_train_batch_size: 32,
    per_device_eval_batch_size: 32,
    learning_rate: 0.003,
    warmup_steps: 10,
    logging_steps: 10,
    eval_strategy: "epoch",
    save_strategy: "steps",
    save_steps: 50,
    save_total_limit: 2,
    // With several processes transformers 5 would otherwise multiply this model's loss by their number.
    average_tokens_across_devices: false,
    use_cpu: true,
    disable_tqdm: true,
    report_to: "none",
    seed: 42,
  },
  scriptArgs: { train_file: "data/train.jsonl", eval_file: "data/eval.jsonl" },
  resources: { accelerator: "cpu", maxRuntime: "30m" },
  environment: { transformers: "5" },
});
