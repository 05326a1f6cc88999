import { isObject } from "../json-text.ts";
import type { Draft, Step } from "./draft.ts";
import { fsdpTo4 } from "./fsdp-to-4.ts";

/** The newest 5.x to 4.57. */
export const stepsTo4: readonly Step[] = [warmup, checkpointing, sampling, words, defaults, fsdpTo4];

function warmup(draft: Draft): void {
  const steps = draft.get("warmup_steps");
  if (typeof steps !== "number" || Number.isInteger(steps)) return;
  if (steps < 1) {
    draft.take("warmup_steps");
    draft.set("warmup_ratio", steps);
    draft.changed("warmup_steps", `\`warmup_steps: ${steps}\` is \`warmup_ratio: ${steps}\` in transformers 4.`);
  } else {
    draft.set("warmup_steps", Math.trunc(steps));
    draft.changed(
      "warmup_steps",
      `\`warmup_steps: ${steps}\` counts as ${Math.trunc(steps)}, which transformers 4 wants whole.`,
    );
  }
}

/** Both names mean the same; the newer one wins where it is given. */
function checkpointing(draft: Draft): void {
  for (const suffix of ["", "_kwargs"]) {
    const [name, old] = [`activation_checkpointing${suffix}`, `gradient_checkpointing${suffix}`];
    const value = draft.take(name);
    if (value !== undefined && value !== null) {
      draft.set(old, value);
      draft.changed(name, `\`${name}\` is \`${old}\` in transformers 4.`);
    }
  }
  if (draft.get("gradient_checkpointing") === null) draft.take("gradient_checkpointing");
  const kwargs = draft.get("gradient_checkpointing_kwargs");
  if (!isObject(kwargs)) return;
  const rest = { ...kwargs };
  for (const key of ["every_n_layers", "offload"].filter((name) => name in rest)) {
    delete rest[key];
    draft.lost(
      `gradient_checkpointing_kwargs.${key}`,
      `transformers 4 has no \`${key}\` here. It is left out.`,
      "Do without it.",
    );
  }
  draft.set("gradient_checkpointing_kwargs", rest);
}

function sampling(draft: Draft): void {
  if (draft.get("train_sampling_strategy") !== "group_by_length") return;
  draft.take("train_sampling_strategy");
  draft.set("group_by_length", true);
  draft.changed(
    "train_sampling_strategy",
    '`train_sampling_strategy: "group_by_length"` is `group_by_length: true` in transformers 4.',
  );
}

/** Words that 4.57 does not have. */
function words(draft: Draft): void {
  if (draft.get("ddp_backend") === "xccl") {
    draft.set("ddp_backend", "ccl");
    draft.lost(
      "ddp_backend",
      'transformers 4 has no `ddp_backend: "xccl"`. "ccl" stands there now.',
      "Make sure that it does for you.",
    );
  }
  if (draft.get("lr_scheduler_type") === "greedy") {
    draft.take("lr_scheduler_type");
    draft.lost(
      "lr_scheduler_type",
      'transformers 4 has no scheduler "greedy". It is left out, so that the default "linear" holds.',
      'Write another, such as "reduce_lr_on_plateau".',
    );
  }
  const trackers = draft.get("report_to");
  const list = Array.isArray(trackers) ? trackers : [trackers];
  if (list.includes("kubeflow")) {
    const rest = list.filter((tracker) => tracker !== "kubeflow");
    draft.set("report_to", rest.length === 0 ? "none" : rest);
    draft.lost("report_to", 'transformers 4 has no tracker "kubeflow". It is left out.', "Do without it.");
  }
}

/** The defaults of 5: no tracker, and no Trackio space. */
function defaults(draft: Draft): void {
  if (!draft.has("report_to")) {
    draft.set("report_to", "none");
    draft.changed(
      "report_to",
      'transformers 5 reports to no tracker by default, transformers 4 to all: `report_to: "none"` keeps it.',
    );
  }
  const trackers = [draft.get("report_to")].flat();
  if (!trackers.includes("trackio") && !trackers.includes("all")) return;
  if ((draft.get("trackio_space_id") ?? undefined) !== undefined) return;
  draft.set("trackio_space_id", null);
  draft.changed(
    "trackio_space_id",
    'Trackio has no space by default in transformers 5 and "trackio" in transformers 4: null keeps it.',
  );
}
