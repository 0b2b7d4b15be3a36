/** A histogram of lookups by duration, with bands for the timeouts of the C libraries: 2.5 s (musl) and 5 s (glibc). */

interface Band {
  /** The upper end of the band, exclusive. */
  readonly belowMs: number;
  readonly label: string;
}

/** A resolver's timeout ends up to some 100 ms late, and the repeated query takes a round trip. */
const BANDS: readonly Band[] = [
  { belowMs: 100, label: 'below 0.1 s' },
  { belowMs: 1_000, label: '0.1 to 1 s' },
  { belowMs: 2_400, label: '1 to 2.4 s' },
  { belowMs: 2_900, label: '2.5 s, a timeout of musl' },
  { belowMs: 4_900, label: '2.9 to 4.9 s' },
  { belowMs: 5_500, label: '5 s, a timeout of glibc' },
  { belowMs: Number.POSITIVE_INFINITY, label: '5.5 s or longer' },
];
const WIDTH = 40;

export class LookupBands {
  readonly #counts = BANDS.map(() => 0);

  /** `ms`: how long a lookup took, 0 or more. */
  add(ms: number): void {
    const place = BANDS.findIndex(({ belowMs }) => ms < belowMs);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** One line for each band, empty ones too, so that two histograms can be compared line by line. */
  lines(): readonly string[] {
    const most = Math.max(1, ...this.#counts);
    const label = Math.max(...BANDS.map((band) => band.label.length));
    const digits = String(most).length;
    return BANDS.map((band, place) => {
      const count = this.#counts[place] ?? 0;
      // A band that is not empty has a bar, however small its share.
      const bar = '#'.repeat(Math.ceil((count / most) * WIDTH));
      return `  ${band.label.padEnd(label)}  ${String(count).padStart(digits)}  ${bar}`.trimEnd();
    });
  }
}
