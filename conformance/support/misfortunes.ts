import { killNode, type Node } from "./launched-job.ts";

/** What befalls a job of two nodes. */
export interface Misfortune {
  readonly strike: (nodes: readonly Node[], target: Node) => void;
  /** The exit codes of nodes 0 and 1 that may follow before the last step: 75 is interrupted, none is killed. */
  readonly before: RegExp;
  /** And those that may follow when the last step is made. */
  readonly after: RegExp;
  /** The steps that node 0 may have made without a word of them in its log. */
  readonly untold: number;
}

export const misfortunes = {
  "SIGTERM to all nodes": {
    strike: (nodes) => nodes.forEach((node) => node.process.kill("SIGTERM")),
    before: /^75,75$/,
    after: /^(?:0|75),(?:0|75)$/,
    untold: 0,
  },
  "SIGTERM to one node": {
    strike: (_nodes, target) => void target.process.kill("SIGTERM"),
    before: /^75,75$/,
    after: /^(?:0|75),(?:0|75)$/,
    untold: 0,
  },
  "kill -9 of one node": {
    strike: (_nodes, target) => killNode(target),
    before: /^(?:,1|1,)$/,
    after: /^(?:0|1|),(?:0|1|)$/,
    untold: 5,
  },
} as const satisfies Readonly<Record<string, Misfortune>>;

export type MisfortuneName = keyof typeof misfortunes;
