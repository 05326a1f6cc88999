import type { CustomJob, CustomJobSpec, HyperparameterTuningJob, WorkerPoolSpec } from "./native-types.gen.ts";

/** A body of which every member may be missing and text may be a placeholder; what is there has the right type. */
export type AnyBody = Partial<CustomJob & HyperparameterTuningJob>;

/** What rules look at: the body, and its job, which a search has under another name. */
export interface Subject {
  readonly body: AnyBody;
  readonly spec: Partial<CustomJobSpec>;
  /** JSON pointer of the job below the body. */
  readonly at: string;
  readonly pools: readonly Partial<WorkerPoolSpec>[];
}

/** A rule that Google's definition cannot say. */
export interface RequestRule {
  readonly code: string;
  /** JSON pointers below the body, of what breaks it. */
  readonly broken: (subject: Subject) => readonly string[];
  readonly message: string;
  readonly fix: string;
}

/** A pointer when something is wrong with it. */
export const when = (isBroken: boolean, at: string): readonly string[] => (isBroken ? [at] : []);

/** Pointers to a member of every worker pool that fails a test. */
export function inPools(
  { pools, at }: Subject,
  test: (pool: Subject["pools"][number], index: number) => boolean,
  member: string,
): readonly string[] {
  return pools.flatMap((pool, index) => when(test(pool, index), `${at}/workerPoolSpecs/${index}${member}`));
}
