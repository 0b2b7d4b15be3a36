/** A duration for people: `5.003 s`, `84 ms`, `0.84 ms`. It has enough digits that 5.003 s does not look like 5 s. */
export function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(3)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}
