/** The shortest of several measurements of one duration, in milliseconds: a busy machine makes some of them longer, a fault makes all of them. */
export async function quickest(times: number, measure: () => Promise<number>): Promise<number> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let made = 0; made < times; made += 1) leastMs = Math.min(leastMs, await measure());
  return leastMs;
}
