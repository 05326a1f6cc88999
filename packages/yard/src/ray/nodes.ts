import { createHash } from "node:crypto";

/** Ray's ids of nodes have 56 hexadecimal digits. The driver of each job has a node of its own, so that one that is lost takes one job along. */
export function nodeIdOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 56);
}

/** The node with the dashboard, where no driver runs. */
export const headNodeId = nodeIdOf("/head");
