import { seededChance } from "./chance.ts";
import type { Service, ServiceName } from "./service.ts";
import type { ServiceError } from "./service-error.ts";

/**
 * Misbehaviour on demand, the same switches for every service. The same seed and the same order of requests give the
 * same faults of requests; those of a job depend on the seed and the job's name alone.
 */
export interface YardFaults {
  /** Seed of every chance below. Default 1. */
  readonly seed?: number;
  /** The services whose requests misbehave. Default: all. */
  readonly services?: readonly ServiceName[];
  /** Probability (0 to 1) that a request is refused as too frequent. Default 0. */
  readonly throttle?: number;
  /** Probability (0 to 1) that a request fails with an internal error. Default 0. */
  readonly serverError?: number;
  /**
   * Cuts the connection after the request was carried out: a probability (0 to 1), or operation
   * names. Each name in the list cuts one successful reply; write it twice to cut two.
   */
  readonly dropAfter?: number | readonly string[];
  /**
   * Takes the machines of a job away while it runs, of SageMaker's those of managed spot jobs alone: a probability
   * (0 to 1) for each start of a job, or names of jobs. Each name in the list takes them away once.
   */
  readonly preempt?: number | readonly string[];
  /** The least and the most milliseconds that a job runs before its machines are taken away. Default `[200, 2000]`. */
  readonly preemptAfter?: readonly [least: number, most: number];
  /**
   * There are no machines: a probability (0 to 1) for each job, or where there are none: an instance type, a region,
   * `spot`, or `ray`. Such a job waits for `timing.capacity`, and fails as the platform lets it.
   */
  readonly noCapacity?: number | readonly string[];
  /** There is no quota, so that a request to create a job is refused: as `noCapacity`. Ray has no quotas. */
  readonly noQuota?: number | readonly string[];
}

/** Decides, request by request, what goes wrong. */
export interface FaultDice {
  /** The refusal to send instead of an answer, if any. */
  before(service: Service): ServiceError | undefined;
  /** Whether the reply of a request that was carried out is to be cut. */
  dropsAfter(service: Service, operation: string): boolean;
}

export function createFaultDice(faults: YardFaults = {}): FaultDice {
  const chance = seededChance(faults.seed ?? 1);
  const { throttle = 0, serverError = 0, dropAfter = 0, services } = faults;
  const dropsLeft = typeof dropAfter === "number" ? [] : [...dropAfter];
  const dropProbability = typeof dropAfter === "number" ? dropAfter : 0;
  const concerns = ({ name }: Service): boolean => services?.includes(name) ?? true;
  return {
    before(service) {
      if (!concerns(service)) return undefined;
      if (chance() < throttle) return service.throttled();
      return chance() < serverError ? service.broken() : undefined;
    },
    dropsAfter(service, operation) {
      if (!concerns(service)) return false;
      const listed = dropsLeft.indexOf(operation);
      if (listed >= 0) dropsLeft.splice(listed, 1);
      return listed >= 0 || chance() < dropProbability;
    },
  };
}
