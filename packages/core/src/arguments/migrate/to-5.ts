import { isNothing, type Draft, type Step } from "./draft.ts";
import { fsdpTo5 } from "./fsdp-to-5.ts";

/** Old name → new name with the same values. In 4.57 the old one wins where both are given. */
const renamed: Readonly<Record<string, string>> = {
  evaluation_strategy: "eval_strategy",
  no_cuda: "use_cpu",
  per_gpu_eval_batch_size: "per_device_eval_batch_size",
  per_gpu_train_batch_size: "per_device_train_batch_size",
  torchdynamo: "torch_compile_backend",
};

/** Old switch → the argument and the value that mean it when it is true. */
const switches: Readonly<Record<string, readonly [name: string, value: string]>> = {
  adafactor: ["optim", "adafactor"],
  group_by_length: ["train_sampling_strategy", "group_by_length"],
  include_tokens_per_second: ["include_num_input_tokens_seen", "all"],
};

/** Old switch → the list that takes this word when it is true. */
const listed: Readonly<Record<string, readonly [name: string, word: string]>> = {
  include_inputs_for_metrics: ["include_for_metrics", "inputs"],
  tpu_metrics_debug: ["debug", "tpu_metrics_debug"],
};

/** Word that 5 no longer has → the word to write. */
const words: readonly (readonly [name: string, old: string, word: string])[] = [
  ["optim", "adamw_apex_fused", "adamw_torch_fused"],
  ["ddp_backend", "ccl", "xccl"],
];

/** 4.57 to the newest 5.x (transformers MIGRATION_GUIDE_V5.md and training_args.py of both). */
export const stepsTo5: readonly Step[] = [renameAll, switchAll, listAll, wordAll, warmup, hub, reportTo, fsdpTo5];

function renameAll(draft: Draft): void {
  for (const [old, name] of Object.entries(renamed)) {
    if (isNothing(draft.get(old))) continue;
    draft.set(name, draft.take(old));
    draft.changed(old, `\`${old}\` is \`${name}\` in transformers 5.`);
  }
}

function switchAll(draft: Draft): void {
  for (const [old, [name, value]] of Object.entries(switches)) {
    if (draft.get(old) !== true) continue;
    draft.take(old);
    const stays =
      name === "include_num_input_tokens_seen" && !["no", false, undefined].includes(draft.get(name) as never);
    if (!stays) draft.set(name, value);
    draft.changed(old, `\`${old}: true\` is \`${name}: ${JSON.stringify(draft.get(name))}\` in transformers 5.`);
  }
}

function listAll(draft: Draft): void {
  for (const [old, [name, word]] of Object.entries(listed)) {
    if (draft.get(old) !== true) continue;
    draft.take(old);
    const given = draft.get(name);
    const items: unknown[] =
      typeof given === "string" ? given.split(/\s+/).filter(Boolean) : Array.isArray(given) ? given : [];
    draft.set(name, [...new Set([...items, word])]);
    draft.changed(old, `\`${old}: true\` is \`${name}: ${JSON.stringify([word])}\` in transformers 5.`);
  }
}

function wordAll(draft: Draft): void {
  for (const [name, old, word] of words) {
    if (draft.get(name) !== old) continue;
    draft.set(name, word);
    draft.lost(
      name,
      `transformers 5 has no \`${name}: "${old}"\`. "${word}" stands there now.`,
      "Make sure that it does for you.",
    );
  }
}

/** In 5 a number below 1 is a share of all steps, and 1.0 is one step; in 4.57 a ratio of 1.0 is the whole run. */
function warmup(draft: Draft): void {
  const ratio = draft.take("warmup_ratio");
  const steps = draft.get("warmup_steps");
  if (typeof ratio !== "number" || ratio === 0) {
    if (ratio !== undefined) draft.changed("warmup_ratio", "`warmup_ratio` of none is left out.");
    return;
  }
  if (typeof steps === "number" && steps > 0) {
    draft.changed("warmup_ratio", "`warmup_ratio` had no effect beside `warmup_steps`. It is left out.");
    return;
  }
  const most = draft.get("max_steps");
  if (ratio !== 1) {
    draft.set("warmup_steps", ratio);
    draft.changed(
      "warmup_ratio",
      `\`warmup_ratio: ${ratio}\` is \`warmup_steps: ${ratio}\` in transformers 5: below 1 it is a share of all steps.`,
    );
  } else if (typeof most === "number" && most > 0) {
    draft.set("warmup_steps", most);
    draft.changed(
      "warmup_ratio",
      `\`warmup_ratio: 1\` is the whole run, so \`warmup_steps: ${most}\`, as \`max_steps\`. In transformers 5 a 1 would be one step.`,
    );
  } else {
    draft.set("warmup_steps", largestShare);
    draft.changed(
      "warmup_ratio",
      `\`warmup_ratio: 1\` is the whole run. In transformers 5 a 1 would be one step, so \`warmup_steps\` is the largest share below 1, which rounds up to all steps.`,
    );
  }
}

const largestShare = 1 - 2 ** -53;

function hub(draft: Draft): void {
  const token = draft.take("push_to_hub_token");
  if (!isNothing(token)) {
    draft.lost(
      "push_to_hub_token",
      "A token has no place in arguments. It is left out.",
      "Pass it by `environment.secrets` as HF_TOKEN.",
    );
  }
  const id = draft.take("push_to_hub_model_id");
  const owner = draft.take("push_to_hub_organization");
  if (isNothing(id) && isNothing(owner)) return;
  const name = isNothing(id) ? baseName(draft.get("output_dir")) : String(id);
  if (name === undefined) {
    draft.lost(
      "push_to_hub_organization",
      "The name of the repository followed from `output_dir`, which is not known here.",
      'Write `hub_model_id: "owner/name"`.',
    );
    return;
  }
  const repository = isNothing(owner) ? name : `${String(owner)}/${name}`;
  draft.set("hub_model_id", repository);
  const old = isNothing(id) ? "push_to_hub_organization" : "push_to_hub_model_id";
  draft.changed(old, `\`${old}\` is \`hub_model_id: ${JSON.stringify(repository)}\` in transformers 5.`);
}

function baseName(path: unknown): string | undefined {
  if (typeof path !== "string" || path.includes("{")) return undefined;
  return path.split("/").filter(Boolean).at(-1);
}

/** The defaults of 4.57: every tracker that is installed, and a Trackio space. */
function reportTo(draft: Draft): void {
  const given = draft.get("report_to") ?? undefined;
  if (given === undefined) {
    draft.set("report_to", "all");
    draft.changed(
      "report_to",
      'transformers 4 reported to every installed tracker by default, transformers 5 to none: `report_to: "all"` keeps it.',
    );
  }
  const trackers = [draft.get("report_to")].flat();
  if (draft.has("trackio_space_id") || !(trackers.includes("trackio") || trackers.includes("all"))) return;
  draft.set("trackio_space_id", "trackio");
  draft.changed(
    "trackio_space_id",
    'The default of Trackio\'s space was "trackio" and is none in transformers 5: it is written out.',
  );
}
