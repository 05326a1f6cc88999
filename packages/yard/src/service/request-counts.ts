import type { ServiceName } from "./service.ts";

/** How often a service was asked, and what came of it. */
export interface RequestCount {
  readonly requests: number;
  /** Answered with an error, the yard's faults included. */
  readonly refused: number;
  /** Carried out, and the connection was cut before the reply. */
  readonly cut: number;
}

const none: RequestCount = { requests: 0, refused: 0, cut: 0 };

/** Counts the requests of every service, those too that are no longer remembered one by one. */
export class RequestCounts {
  readonly #counts = new Map<ServiceName, RequestCount>();

  of(service: ServiceName): RequestCount {
    return this.#counts.get(service) ?? none;
  }

  add(service: ServiceName, outcome: keyof RequestCount): void {
    const before = this.of(service);
    this.#counts.set(service, { ...before, [outcome]: before[outcome] + 1 });
  }
}
