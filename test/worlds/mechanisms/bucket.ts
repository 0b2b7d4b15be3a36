/** A token bucket: what passes at a bounded rate. */

export class Bucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at = 0;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes a token; false where there is none. `at` is in milliseconds; a little out of order is fine. */
  take(at: number): boolean {
    const passedMs = Math.max(0, at - this.#at);
    this.#at = Math.max(this.#at, at);
    this.#tokens = Math.min(this.#burst, this.#tokens + (passedMs * this.#perSecond) / 1000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
