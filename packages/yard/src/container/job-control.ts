/** Why a job is made to stop, or one start of it to end. */
export type StopReason = "user" | "maxRuntime" | "maxWait" | "preempted" | "closed";

/** The switch by which a running job is stopped; the first reason stays. */
export class JobControl {
  readonly #controller = new AbortController();
  #reason: StopReason | undefined;
  #start: JobControl | undefined;

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#controller.abort();
    this.#start?.stop(this.#reason);
  }

  /** The switch of one start of the job, which stops with it, and may be stopped alone. */
  beginStart(): JobControl {
    this.#start = new JobControl();
    if (this.#reason !== undefined) this.#start.stop(this.#reason);
    return this.#start;
  }

  /** Ends the present start alone. */
  preempt(): void {
    this.#start?.stop("preempted");
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
