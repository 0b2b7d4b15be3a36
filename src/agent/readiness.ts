/** Is the agent ready? It is when a lookup and a pair have ended: from then on its metrics say something. */

export class Readiness {
  #lookup = false;
  #pair = false;

  lookupEnded(): void {
    this.#lookup = true;
  }

  pairEnded(): void {
    this.#pair = true;
  }

  get isReady(): boolean {
    return this.#lookup && this.#pair;
  }
}
