import type { Submission } from "./submission.ts";

/** Amounts by Ray's names: CPU, GPU, memory in bytes, and names of one's own. */
export type Resources = Readonly<Record<string, number>>;

interface Waiting {
  readonly wanted: Resources;
  readonly grant: (release: () => void) => void;
}

/** What the drivers of jobs may reserve. Most reserve nothing, and are placed at once. */
export class ResourcePool {
  readonly total: Resources;
  readonly #free: Map<string, number>;
  readonly #waiting: Waiting[] = [];

  constructor(total: Resources) {
    this.total = total;
    this.#free = new Map(Object.entries(total));
  }

  /**
   * Waits until the resources are free, and holds them until the returned function is called.
   *
   * @returns undefined when they did not become free in that many milliseconds, or when the signal came first.
   */
  claim(wanted: Resources, patience: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    return new Promise((resolve) => {
      const waiting: Waiting = { wanted, grant: finish };
      const timer = setTimeout(() => finish(undefined), patience);
      const onAbort = (): void => finish(undefined);
      signal.addEventListener("abort", onAbort, { once: true });
      const waitingList = this.#waiting;
      waitingList.push(waiting);
      this.#grant();

      function finish(release: (() => void) | undefined): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        const place = waitingList.indexOf(waiting);
        if (place >= 0) waitingList.splice(place, 1);
        resolve(release);
      }
    });
  }

  #grant(): void {
    for (const { wanted, grant } of [...this.#waiting]) {
      const amounts = Object.entries(wanted);
      if (amounts.some(([name, amount]) => amount > (this.#free.get(name) ?? 0))) continue;
      this.#add(amounts, -1);
      grant(() => {
        this.#add(amounts, 1);
        this.#grant();
      });
    }
  }

  #add(amounts: readonly (readonly [string, number])[], factor: 1 | -1): void {
    for (const [name, amount] of amounts) this.#free.set(name, (this.#free.get(name) ?? 0) + factor * amount);
  }
}

/** What a driver reserves. No node of the yard has labels, so that one that is asked for is a resource that nobody has. */
export function resourcesOf(submission: Submission): Resources {
  const { entrypoint_label_selector: labels = {}, entrypoint_resources: custom = {} } = submission;
  const missing = Object.entries(labels).filter(([, value]) => !value.startsWith("!"));
  const amounts: readonly (readonly [string, number])[] = [
    ["CPU", submission.entrypoint_num_cpus ?? 0],
    ["GPU", submission.entrypoint_num_gpus ?? 0],
    ["memory", submission.entrypoint_memory ?? 0],
    ...Object.entries(custom),
    ...missing.map(([name, value]) => [`label ${name}=${value}`, 1] as const),
  ];
  return Object.fromEntries(amounts.filter(([, amount]) => amount > 0));
}
