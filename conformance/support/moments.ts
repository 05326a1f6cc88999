import { lineWith, pause, within, type Node } from "./launched-job.ts";

/** A moment of a run: so long after a line of node 0's log, or of every node's. */
export interface Moment {
  readonly after: string;
  readonly isReached: (line: string) => boolean;
  readonly onEveryNode?: boolean;
  readonly milliseconds: number;
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator; Numerical Recipes' constants). */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed, 0x9e37_79b1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Random moments for a run of `steps` steps that is started again after each: in the ranks' imports, about the first step,
 * about later steps, about a save. Steps are random over the whole run and come in order, so that each start has a way to
 * go; every second run is hit at its end as well.
 */
export function randomMoments(chance: () => number, steps: number, count: number): Moment[] {
  const later = Array.from({ length: count }, () => 1 + Math.floor(chance() * (steps - 1))).sort((a, b) => a - b);
  return later.map((step, index) => (index === count - 1 && chance() < 0.5 ? atTheEnd(chance) : about(step, chance)));
}

function about(step: number, chance: () => number): Moment {
  const where = chance();
  const fraction = chance();
  if (where < 0.15) {
    const isReached = (line: string): boolean => line.startsWith("switchyard: script ");
    return { after: "the ranks' start", isReached, onEveryNode: true, milliseconds: 500 + fraction * 6000 };
  }
  if (where < 0.3) {
    return { after: "train_begin", isReached: eventFrom("train_begin", 0), milliseconds: fraction * 300 };
  }
  if (where < 0.8) return { after: `step ${step}`, isReached: eventFrom("log", step), milliseconds: fraction * 200 };
  return { after: `the save after ${step}`, isReached: eventFrom("saved", step), milliseconds: fraction * 1500 };
}

function atTheEnd(chance: () => number): Moment {
  return { after: "train_end", isReached: eventFrom("train_end", 0), milliseconds: chance() * 200 };
}

function eventFrom(event: string, first: number): (line: string) => boolean {
  return (line) => line.includes(`"event":"${event}"`) && Number(/"step":(\d+)/.exec(line)?.[1]) >= first;
}

/** Waits for the moment, or for the end of node 0. */
export async function waitFor(moment: Moment, seconds: number, nodes: readonly Node[]): Promise<void> {
  const waiting = moment.onEveryNode === true ? nodes : nodes.slice(0, 1);
  await within(seconds, nodes, Promise.all(waiting.map((node) => lineWith(node, moment.isReached))));
  await pause(moment.milliseconds);
}
