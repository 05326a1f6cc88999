import { chanceOf } from "./chance.ts";
import type { YardFaults } from "./faults.ts";

/** When a preempted job loses its machines, in milliseconds after its start, where nobody says so. */
const defaultAfter = [200, 2000] as const;

/** Decides, job by job, what goes wrong with its machines. */
export interface JobFates {
  /** Milliseconds after which a start of a job (1 is its first) loses its machines; undefined when it keeps them. */
  preemption(job: string, start: number): number | undefined;
  /** Whether there are no machines for a job at these places. */
  lacksCapacity(job: string, places: readonly string[]): boolean;
  /** Whether the account may not have machines for a job at these places. */
  lacksQuota(job: string, places: readonly string[]): boolean;
}

export function createJobFates(faults: YardFaults = {}): JobFates {
  const { seed = 1, preempt = 0, preemptAfter: [least, most] = defaultAfter } = faults;
  const namesLeft = typeof preempt === "number" ? [] : [...preempt];
  const lacks = (what: "noCapacity" | "noQuota", job: string, places: readonly string[]): boolean => {
    const where = faults[what] ?? 0;
    if (typeof where !== "number") return places.some((place) => where.includes(place));
    return chanceOf(seed, `${what} ${job}`) < where;
  };
  return {
    preemption(job, start) {
      const listed = namesLeft.indexOf(job);
      if (listed >= 0) namesLeft.splice(listed, 1);
      const probability = typeof preempt === "number" ? preempt : 0;
      if (listed < 0 && chanceOf(seed, `preempt ${start} ${job}`) >= probability) return undefined;
      return least + (most - least) * chanceOf(seed, `when ${start} ${job}`);
    },
    lacksCapacity: (job, places) => lacks("noCapacity", job, places),
    lacksQuota: (job, places) => lacks("noQuota", job, places),
  };
}
