import type { TrainingArguments, TransformersVersion } from "../arguments/index.ts";

/** What one argument may be in a trial: a range of numbers, or a list of values. */
export type SearchRange =
  | { readonly min: number; readonly max: number; readonly scale?: "linear" | "log" }
  | readonly (string | number | boolean)[];

/** Which arguments vary, by transformers' own names, and how. */
export type SearchSpace<T> = {
  readonly [K in keyof T]?: NonNullable<T[K]> extends number
    ? { readonly min: number; readonly max: number; readonly scale?: "linear" | "log" } | readonly number[]
    : readonly NonNullable<T[K]>[];
};

/** A hyperparameter search over one spec. */
export interface Study<V extends TransformersVersion = TransformersVersion> {
  /** A metric by the name that the Trainer logs it under, such as `eval_accuracy`. */
  readonly objective: { readonly metric: string; readonly goal: "minimize" | "maximize" };
  /** How many trials in all. */
  readonly trials: number;
  /** How many at the same time. Default: 1. */
  readonly parallel?: number;
  /** How trials are chosen. Default: `bayesian` where the platform has it, else `random`. */
  readonly search?: "bayesian" | "random" | "grid";
  readonly space: SearchSpace<TrainingArguments<V>>;
}
