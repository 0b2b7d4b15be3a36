/** The trouble that is being looked into: set by the investigation, read by everything that judges. */

export class Focus {
  #sinceMs: number | undefined;

  /** When the trouble began that was looked into last: monotonic milliseconds. Undefined if there was none yet. */
  get sinceMs(): number | undefined {
    return this.#sinceMs;
  }

  set(sinceMs: number): void {
    this.#sinceMs = sinceMs;
  }
}
