/** What the chains of one cell came to, for the log. */
export class Tally {
  #startedAt = Date.now();
  #moments = 0;
  #launches = 0;
  #chains = 0;
  #fastest = Number.POSITIVE_INFINITY;
  #slowest = 0;
  #difference = 0;

  /** One moment that went as it should; seconds from the hit to the end of the last node. */
  moment(seconds: number): void {
    this.#moments += 1;
    this.#fastest = Math.min(this.#fastest, seconds);
    this.#slowest = Math.max(this.#slowest, seconds);
  }

  launch(): void {
    if (this.#launches === 0) this.#startedAt = Date.now();
    this.#launches += 1;
  }

  /** One chain that ended alike; the largest difference of a weight. */
  chain(difference: number): void {
    this.#chains += 1;
    this.#difference = Math.max(this.#difference, difference);
  }

  toString(): string {
    const minutes = ((Date.now() - this.#startedAt) / 60_000).toFixed(1);
    return (
      `${this.#moments} moments passed, ${this.#chains} chains ended alike, ${this.#launches} launches, ${minutes} min; ` +
      `nodes ended ${this.#fastest.toFixed(1)} to ${this.#slowest.toFixed(1)} s after a hit; ` +
      `largest difference of a weight ${this.#difference}`
    );
  }
}
