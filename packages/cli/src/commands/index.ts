import type { Command } from "../arguments/command.ts";

export interface CommandEntry {
  /** For the overview. */
  readonly summary: string;
  load(): Promise<{ readonly command: Command }>;
}

/** Every command; only the one that is asked for is loaded. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  plan: { summary: "show what fit would send: requests, uploads, machine, problems", load: () => import("./plan.ts") },
  fit: { summary: "start a training and follow it to its end", load: () => import("./fit.ts") },
  status: { summary: "where jobs are now", load: () => import("./status.ts") },
  logs: { summary: "what jobs have written", load: () => import("./logs.ts") },
  wait: { summary: "wait until jobs are over", load: () => import("./wait.ts") },
  cancel: { summary: "ask the platform to stop jobs", load: () => import("./cancel.ts") },
  attach: { summary: "follow jobs that exist already", load: () => import("./attach.ts") },
  args: { summary: "check TrainingArguments, or migrate them", load: () => import("./args.ts") },
  lift: { summary: "turn a native job into a spec", load: () => import("./lift.ts") },
  yard: { summary: "run the local stand-in of the clouds", load: () => import("./yard.ts") },
};
