import type { TrainingArguments4 } from "./training-arguments-4.gen.ts";
import type { TrainingArguments5 } from "./training-arguments-5.gen.ts";

/** TrainingArguments by major of transformers. */
export interface TrainingArgumentsByMajor {
  readonly "4": TrainingArguments4;
  readonly "5": TrainingArguments5;
}

/** A release of transformers as text: a major (`"5"`), a minor (`"5.3"`) or a release (`"4.57.6"`). */
export type TransformersVersion = keyof TrainingArgumentsByMajor | `4.${string}` | `5.${string}`;

export type MajorOf<V extends TransformersVersion> = V extends `4${string}` ? "4" : "5";

/** The TrainingArguments of a release: every argument that any minor of its major has. */
export type TrainingArguments<V extends TransformersVersion = "5"> = TrainingArgumentsByMajor[MajorOf<V>];
