import type { Diagnostic } from "../contract/diagnostic.ts";
import { isObject } from "./json-text.ts";

/** What an accelerator can compute in. */
export interface AcceleratorAbilities {
  readonly bf16: boolean;
  readonly tf32: boolean;
}

/**
 * What the machine cannot do (transformers training_args.py): bfloat16 needs a GPU that knows it, unless `use_cpu` is
 * true; `tf32: true` needs one in any case, `tf32: false` none.
 *
 * @param accelerator `"cpu"` when the machine has none
 */
export function checkAcceleratorRules(
  args: unknown,
  accelerator: AcceleratorAbilities | "cpu",
  path = "args",
): Diagnostic[] {
  if (!isObject(args)) return [];
  const able = accelerator === "cpu" ? { bf16: false, tf32: false } : accelerator;
  const who = accelerator === "cpu" ? "a machine without an accelerator" : "this accelerator";
  // 4.x knows `use_cpu` by its former name too.
  const onProcessor = args["use_cpu"] === true || args["no_cuda"] === true;
  const refused = onProcessor || able.bf16 ? [] : ["bf16", "bf16_full_eval"].filter((name) => args[name] === true);
  const diagnostics = refused.map((name) => withoutBf16(name, who, accelerator === "cpu", path));
  if (args["tf32"] === true && !able.tf32) diagnostics.push(withoutTf32(who, path));
  return diagnostics;
}

function withoutBf16(name: string, who: string, onCpu: boolean, path: string): Diagnostic {
  const other = name === "bf16" ? "fp16" : "fp16_full_eval";
  return {
    severity: "error",
    code: "bf16-unsupported",
    path: `${path}.${name}`,
    message: `\`${name}\` is true, but ${who} does not compute in bfloat16.`,
    fix: onCpu
      ? "Set `use_cpu: true` as well, leave it out, or ask for an accelerator such as A100 or L4."
      : `Write \`${other}: true\` instead, or ask for an accelerator such as A100 or L4.`,
  };
}

function withoutTf32(who: string, path: string): Diagnostic {
  return {
    severity: "error",
    code: "tf32-unsupported",
    path: `${path}.tf32`,
    message: `\`tf32\` is true, but ${who} has no TF32.`,
    fix: "Leave it out, or ask for an accelerator such as A100 or L4.",
  };
}
