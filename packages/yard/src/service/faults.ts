import type { Service } from "./service.ts";
import type { ServiceError } from "./service-error.ts";

/** Misbehaviour on demand; the same seed and the same order of requests give the same faults. */
export interface YardFaults {
  /** Seed of every chance below. Default 1. */
  readonly seed?: number;
  /** Probability (0 to 1) that a request is refused as too frequent. Default 0. */
  readonly throttle?: number;
  /** Probability (0 to 1) that a request fails with an internal error. Default 0. */
  readonly serverError?: number;
  /**
   * Cuts the connection after the request was carried out: a probability (0 to 1), or operation
   * names. Each name in the list cuts one successful reply; write it twice to cut two.
   */
  readonly dropAfter?: number | readonly string[];
}

/** Decides, request by request, what goes wrong. */
export interface FaultDice {
  /** The refusal to send instead of an answer, if any. */
  before(service: Service): ServiceError | undefined;
  /** Whether the reply of a request that was carried out is to be cut. */
  dropsAfter(operation: string): boolean;
}

export function createFaultDice(faults: YardFaults = {}): FaultDice {
  const chance = seededChance(faults.seed ?? 1);
  const { throttle = 0, serverError = 0, dropAfter = 0 } = faults;
  const dropsLeft = typeof dropAfter === "number" ? [] : [...dropAfter];
  const dropProbability = typeof dropAfter === "number" ? dropAfter : 0;
  return {
    before(service) {
      if (chance() < throttle) return service.throttled();
      return chance() < serverError ? service.broken() : undefined;
    },
    dropsAfter(operation) {
      const listed = dropsLeft.indexOf(operation);
      if (listed >= 0) dropsLeft.splice(listed, 1);
      return listed >= 0 || chance() < dropProbability;
    },
  };
}

/** Numbers in [0, 1) from a seed (mulberry32, public domain). */
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
