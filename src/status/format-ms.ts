/** `5.003 s`, `84 ms`, `0.84 ms`: three digits that matter, and never so few that 5.003 s looks like 5 s. */
export function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(3)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}
