/** Is the agent ready? It is ready when a lookup and a pair have ended. Before that its metrics have no values. */

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
