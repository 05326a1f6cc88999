/** Why a job is made to stop. */
export type StopReason = "user" | "maxRuntime" | "preempted" | "closed";

/** The switch by which a running job is stopped; the first reason stays. */
export class JobControl {
  readonly #controller = new AbortController();
  #reason: StopReason | undefined;

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#controller.abort();
  }

  /** Waits, at most until the job is stopped. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) return resolve();
      const timer = setTimeout(done, milliseconds);
      this.signal.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
