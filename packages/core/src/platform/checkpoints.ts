import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { made } from "./lifted.ts";

/** Whether a job that is started again goes on from its newest checkpoint without a word of the script's. */
export function resumesBySelf({ launch }: TrainerSpec): boolean {
  return launch?.resume !== "none" && (launch?.kind ?? "spawn") !== "native";
}

/** What is said of `outputs.checkpoints` in a search: its trials share one identity, and would find those of each other. */
export const trialsKeepNone: Diagnostic = {
  severity: "warning",
  code: "trials-keep-none",
  path: "outputs.checkpoints",
  message: "The trials of a search keep no checkpoints: they would go on from those of each other.",
  fix: "Use short trials, and `outputs.checkpoints` in the training with the chosen arguments.",
};

/** What is said of a run's own place at `path` in a native job, whose spec names what lies above it. */
export const madeCheckpointPlace = (path: string): Diagnostic =>
  made(path, "A plan keeps checkpoints in a folder of the run's own name below `outputs.checkpoints`.");
