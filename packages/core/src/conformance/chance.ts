/** Numbers from 0 up to 1, the same ones for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Some of the items, in their order; all where no number is said. */
export function sampleOf<T>(items: readonly T[], count: number | undefined, seed: number): readonly T[] {
  if (count === undefined || count >= items.length) return items;
  const chance = seeded(seed);
  const drawn = items.map((_, index) => [chance(), index] as const).sort(([one], [other]) => one - other);
  const kept = new Set(drawn.slice(0, count).map(([, index]) => index));
  return items.filter((_, index) => kept.has(index));
}
