import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TranslationInput } from "../contract/driver.ts";
import { accelerators } from "../spec/accelerators.data.ts";

/** What keeps a plan from running when `launch.kind` names who starts the ranks; `native` is each platform's own matter. */
export function checkLaunchKind({ spec, resources }: TranslationInput): Diagnostic[] {
  const kind = spec.launch?.kind ?? "spawn";
  const ranks = resources.acceleratorsPerNode * resources.nodes;
  const machine = accelerators[resources.accelerator].kind;
  if (kind === "accelerate" && machine === "cpu" && ranks > 1) {
    return [
      unfit(
        `On CPUs \`accelerate launch\` starts one process without a word, and ${ranks} ranks are asked for.`,
        'Use "spawn" or "torchrun", or one rank.',
      ),
    ];
  }
  if (kind === "deepspeed" && machine === "tpu") return [unfit("DeepSpeed does not run on TPUs.", 'Use "spawn".')];
  if ((kind === "torchrun" || kind === "accelerate") && machine === "tpu") {
    return [
      unfit(
        `With ${JSON.stringify(kind)} every rank is a process, and torch_xla opens all chips of a machine in one.`,
        'Use "spawn", which starts one process on each machine of a TPU.',
      ),
    ];
  }
  return [];
}

function unfit(message: string, fix: string): Diagnostic {
  return { severity: "error", code: "unfit-launch", path: "launch.kind", message, fix };
}
