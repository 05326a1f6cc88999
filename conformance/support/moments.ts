import { lineWith, pause, type Node } from "./launched-job.ts";

/** A moment of a run: so long after a line of node 0's log. */
export interface Moment {
  readonly after: string;
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
 * A random moment of a run of `steps` steps: in the ranks' imports, about the first step, in the middle, about a save,
 * or at the end.
 */
export function randomMoment(chance: () => number, steps: number): Moment {
  const where = chance();
  const fraction = chance();
  if (where < 0.15) return { after: "switchyard: script ", milliseconds: 500 + fraction * 6000 };
  if (where < 0.3) return { after: '"event":"train_begin"', milliseconds: fraction * 300 };
  if (where < 0.75) return { after: `"step":${1 + Math.floor(fraction * (steps - 1))},`, milliseconds: chance() * 200 };
  if (where < 0.9) return { after: '"event":"saved"', milliseconds: fraction * 1500 };
  return { after: '"event":"train_end"', milliseconds: fraction * 200 };
}

/** Waits for the moment, or for the end of node 0. */
export async function waitFor(moment: Moment, nodes: readonly Node[]): Promise<void> {
  const waiting = moment.after.startsWith("switchyard:") ? nodes : nodes.slice(0, 1);
  await Promise.all(waiting.map((node) => lineWith(node, moment.after)));
  await pause(moment.milliseconds);
}
