import type { PythonJob } from "./vertex-sdk-words.ts";

/** One way in which two requests for a job differ, and why that is right. */
export interface Difference {
  /** Which of the SDK's classes; all of them where it is left out. */
  readonly of?: PythonJob["kind"];
  /** JSON pointer below the body, with `pool` for the place of a worker pool; a last step `*` is all that is below. */
  readonly at: string;
  readonly kind: "only ours" | "only theirs" | "unlike";
  readonly reason: string;
}

const identity = "The identity by which a repeated fit() finds the job that exists.";
const launcher = "Ours starts the launcher, which has the script's arguments in a file of the bundle.";
const disk =
  "The SDK says the service's own default disk for every pool of a pipeline; without one it is the machine's own kind.";

/** Reviewed, one by one. An entry that no job shows any more fails the suite. */
export const differences: readonly Difference[] = [
  { at: "/labels/switchyard-key", kind: "only ours", reason: identity },
  { at: "/labels/switchyard-run", kind: "only ours", reason: identity },
  { at: "/labels/switchyard-attempt", kind: "only ours", reason: identity },
  ...(["/jobSpec", "/trialJobSpec"] as const).flatMap((job): Difference[] => {
    const spec = `${job}/workerPoolSpecs/pool/containerSpec`;
    return [
      { at: `${spec}/command/0`, kind: "unlike", reason: launcher },
      { at: `${spec}/command/1`, kind: "unlike", reason: launcher },
      { at: `${spec}/command/*`, kind: "only ours", reason: launcher },
      { at: `${spec}/args/*`, kind: "only ours", reason: "The bundle's path, which the command unpacks." },
    ];
  }),
  {
    at: "/jobSpec/workerPoolSpecs/pool/containerSpec/env/*",
    kind: "only ours",
    reason:
      "The place of a spot job's checkpoints, below the identity of the run; the SDK leaves resuming to the script.",
  },
  {
    of: "CustomContainerTrainingJob",
    at: "/trainingTaskDefinition",
    kind: "only theirs",
    reason: "It says that the pipeline is a custom job; ours is one by itself, without a pipeline around it.",
  },
  {
    of: "CustomContainerTrainingJob",
    at: "/jobSpec/workerPoolSpecs/pool/diskSpec/bootDiskType",
    kind: "only theirs",
    reason: disk,
  },
  {
    of: "CustomContainerTrainingJob",
    at: "/jobSpec/workerPoolSpecs/pool/diskSpec/bootDiskSizeGb",
    kind: "only theirs",
    reason: disk,
  },
  {
    of: "HyperparameterTuningJob",
    at: "/studySpec/measurementSelectionType",
    kind: "only theirs",
    reason:
      "BEST_MEASUREMENT, which the SDK always says; without it the service takes the last measurement of a trial.",
  },
];
