import type { SearchRange, Study } from "../contract/study.ts";
import type { Pair } from "./platform-under-test.ts";

/** The leaves of a study. */
type StudyPath = Exclude<keyof Study, "objective"> | `objective.${keyof Study["objective"]}`;

/** How trials are chosen; undefined leaves it to the platform. */
export const strategies = [undefined, "bayesian", "random", "grid"] as const;

/** Unlike values of one argument that varies, or of two. */
interface SpaceCase {
  /** Where they differ, below `study.space`. */
  readonly path: string;
  readonly pair: Pair<Study["space"]>;
  /** A grid has no ranges. */
  readonly isRange?: true;
}

const range = { min: 1e-5, max: 1e-3 } as const;
const whole = { min: 1, max: 10 } as const;

/** Every kind of parameter, each of its bounds, and how many there are. */
const spaceCases: readonly SpaceCase[] = [
  { path: "learning_rate.min", pair: [{ learning_rate: range }, { learning_rate: { ...range, min: 1e-4 } }], isRange: true },
  { path: "learning_rate.max", pair: [{ learning_rate: range }, { learning_rate: { ...range, max: 2e-3 } }], isRange: true },
  {
    path: "learning_rate.scale",
    pair: [{ learning_rate: { ...range, scale: "linear" } }, { learning_rate: { ...range, scale: "log" } }],
    isRange: true,
  },
  { path: "learning_rate.scale", pair: [{ learning_rate: range }, { learning_rate: { ...range, scale: "log" } }], isRange: true },
  { path: "warmup_steps.min", pair: [{ warmup_steps: whole }, { warmup_steps: { ...whole, min: 2 } }], isRange: true },
  { path: "warmup_steps.max", pair: [{ warmup_steps: whole }, { warmup_steps: { ...whole, max: 11 } }], isRange: true },
  {
    path: "warmup_steps.scale",
    pair: [{ warmup_steps: whole }, { warmup_steps: { ...whole, scale: "log" } }],
    isRange: true,
  },
  { path: "weight_decay", pair: [{ weight_decay: [0.1, 0.2] }, { weight_decay: { min: 0.1, max: 0.2 } }], isRange: true },
  { path: "weight_decay", pair: [{ weight_decay: [0.1, 0.2] }, { weight_decay: [0.1, 0.25] }] },
  { path: "weight_decay", pair: [{ weight_decay: [0.1, 0.2] }, { weight_decay: [0.1, 0.2, 0.3] }] },
  { path: "per_device_train_batch_size", pair: [{ per_device_train_batch_size: [8, 16] }, { per_device_train_batch_size: [8, 32] }] },
  { path: "optim", pair: [{ optim: ["adafactor", "adamw_torch"] }, { optim: ["adafactor", "sgd"] }] },
  { path: "gradient_checkpointing", pair: [{ weight_decay: [0.1, 0.2], gradient_checkpointing: [false] }, { weight_decay: [0.1, 0.2], gradient_checkpointing: [true] }] },
  { path: "adam_beta1", pair: [{ adam_beta1: [0.8, 0.9] }, { adam_beta2: [0.8, 0.9] }] },
  { path: "adam_beta1", pair: [{ weight_decay: [0.1, 0.2] }, { weight_decay: [0.1, 0.2], adam_beta1: [0.8, 0.9] }] },
];

/** One leaf of a study, unlike values of it, and the study that they stand in. */
export interface StudyCase {
  readonly path: string;
  readonly search: Study["search"];
  readonly pair: Pair<Study>;
}

const leafPairs: Readonly<Record<Exclude<StudyPath, "space" | "search">, readonly Pair[]>> = {
  "objective.metric": [["eval_accuracy", "eval_f1"]],
  "objective.goal": [["minimize", "maximize"]],
  trials: [
    [4, 5],
    [2, 100],
  ],
  parallel: [
    [1, 2],
    [undefined, 2],
  ],
};

const searchPairs: readonly Pair<Study["search"]>[] = [
  ["bayesian", "random"],
  ["random", "grid"],
  ["bayesian", "grid"],
];

/** The study by another strategy. A grid has as many trials as it has combinations. */
const under = (study: Study, search: Study["search"]): Study =>
  search === undefined ? study : { ...study, search, ...(search === "grid" ? { trials: combinations(study) } : {}) };

const combinations = ({ space }: Study): number =>
  Object.values(space as Readonly<Record<string, SearchRange>>).reduce(
    (product, range) => product * (Array.isArray(range) ? range.length : 1),
    1,
  );

/** Every leaf of a study, under every strategy. */
export function studyCases(base: Study): readonly StudyCase[] {
  return [
    ...searchPairs.map((pair): StudyCase => ({
      path: "search",
      search: undefined,
      pair: [under(base, pair[0]), under(base, pair[1])],
    })),
    ...strategies.flatMap((search) => [
      ...Object.entries(leafPairs).flatMap(([path, pairs]) =>
        pairs.map(([one, other]): StudyCase => ({
          path,
          search,
          pair: [withLeaf(under(base, search), path, one), withLeaf(under(base, search), path, other)],
        })),
      ),
      ...spaceCases
        .filter(({ isRange }) => search !== "grid" || isRange !== true)
        .map(({ path, pair: [one, other] }): StudyCase => ({
          path: `space.${path}`,
          search,
          pair: [under({ ...base, space: one }, search), under({ ...base, space: other }, search)],
        })),
    ]),
  ];
}

function withLeaf(study: Study, path: string, value: unknown): Study {
  const [member = "", inner] = path.split(".");
  if (inner !== undefined) return { ...study, objective: { ...study.objective, [inner]: value } };
  return { ...study, [member]: value } as Study;
}
